package io.holdfast.lock;

/**
 * How a lock is held. The order is part of the wire format: new modes are added at the end.
 *
 * <p>Shared goes with shared and with one update; everything else conflicts. An update lock reads now and announces the
 * write: two owners that read first and write later, both in {@link #S}, would wait for one another for ever, in
 * {@link #U} the second waits before it reads (Gray and Reuter, Transaction Processing, 7.8).
 */
public enum Mode {
    /** Shared: any number of owners together. */
    S,
    /** Exclusive: one owner and nobody else. */
    X,
    /** Update: one owner beside those that share, who will want to write. */
    U;

    static final int COUNT = values().length;

    boolean conflictsWith(Mode other) {
        return this == X || other == X || (this == U && other == U);
    }

    /** Whether an owner that holds in this mode may do all that the other mode allows. */
    boolean covers(Mode other) {
        return this == other || this == X || other == S;
    }
}
