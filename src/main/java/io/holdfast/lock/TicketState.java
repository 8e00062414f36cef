package io.holdfast.lock;

/** Where a ticket stands. The order is part of the snapshot format: new states are added at the end. */
public enum TicketState {
    WAITING,
    GRANTED,
    TIMED_OUT,
    CANCELLED,
    SESSION_ENDED,
    /** The wait was given up so that a deadlock is broken. */
    DEADLOCKED,
    /** Granted, but nobody claimed it in time. */
    UNCLAIMED,
    /** The hold that was to be converted is gone. */
    LOST
}
