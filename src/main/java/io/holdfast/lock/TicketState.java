package io.holdfast.lock;

/** Where a ticket stands. The order is part of the snapshot format: new states are added at the end. */
public enum TicketState {
    WAITING,
    GRANTED,
    TIMED_OUT,
    CANCELLED,
    SESSION_ENDED
}
