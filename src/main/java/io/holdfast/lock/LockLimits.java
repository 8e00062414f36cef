package io.holdfast.lock;

/** Frozen limits of locks; they decide what an entry means, so no property changes them. */
public final class LockLimits {

    public static final int LOCKS_MAX = 1_000_000;
    public static final int WAITERS_MAX = 10_000;
    /** Counted holds of one owner on one lock. */
    public static final int HOLD_COUNT_MAX = 1_000;
    /** Holds and waits of one session together. */
    public static final int SESSION_LOCKS_MAX = 10_000;

    public static final long WAIT_MILLIS_MAX = 600_000;
    public static final long LEASE_MILLIS_MAX = 86_400_000;
    /** Tickets whose wait is over are remembered for those who poll them, the newest so many. */
    public static final int ENDED_TICKETS_MAX = 10_000;

    private LockLimits() {}

    static void check(String what, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(what + " must be between 0 and " + max + " ms, not " + value);
        }
    }
}
