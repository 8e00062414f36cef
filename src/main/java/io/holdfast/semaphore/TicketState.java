package io.holdfast.semaphore;

/** Where a ticket stands. The order is part of the snapshot format: new states are added at the end. */
public enum TicketState {
    WAITING,
    /** Granted, and nobody has been told yet. */
    GRANTED,
    /** Granted, and told to whoever polled for it. */
    CLAIMED,
    /** Granted, and taken back because nobody asked for it in time. */
    UNCLAIMED,
    TIMED_OUT,
    CANCELLED,
    SESSION_ENDED,
    /** The semaphore became smaller than what the ticket waits for. */
    OUTSIZED
}
