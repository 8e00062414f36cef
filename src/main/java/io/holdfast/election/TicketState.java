package io.holdfast.election;

/** Where a candidacy stands. The order is part of the snapshot format: new states are added at the end. */
public enum TicketState {
    WAITING,
    /** Elected, and nobody has been told yet. */
    ELECTED,
    /** Elected, and told to whoever polled for it. */
    CLAIMED,
    /** Elected, and passed over because nobody asked for it in time. */
    UNCLAIMED,
    TIMED_OUT,
    WITHDRAWN,
    SESSION_ENDED
}
