package io.holdfast.lock;

/** How a lock is held. The order is part of the wire format: new modes are added at the end. */
public enum Mode {
    /** Shared: any number of owners together. */
    S,
    /** Exclusive: one owner and nobody else. */
    X;

    static final int COUNT = values().length;

    boolean conflictsWith(Mode other) {
        return this == X || other == X;
    }

    /** Whether an owner that holds in this mode may do all that the other mode allows. */
    boolean covers(Mode other) {
        return this == other || this == X;
    }
}
