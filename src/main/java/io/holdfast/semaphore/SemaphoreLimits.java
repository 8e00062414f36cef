package io.holdfast.semaphore;

/** Frozen limits of semaphores; they decide what an entry means, so no property changes them. */
public final class SemaphoreLimits {

    public static final int SEMAPHORES_MAX = 100_000;
    /** Permits of one semaphore. */
    public static final int PERMITS_MAX = 1_000_000;

    public static final int WAITERS_MAX = 10_000;
    /** Holds and waits of one session together. */
    public static final int SESSION_ROWS_MAX = 10_000;

    public static final long WAIT_MILLIS_MAX = 600_000;
    public static final long LEASE_MILLIS_MAX = 86_400_000;
    public static final long CLAIM_MILLIS_MIN = 1_000;
    public static final long CLAIM_MILLIS_MAX = 60_000;
    /** Tickets whose wait is over are remembered for those who poll them, the newest so many. */
    public static final int ENDED_TICKETS_MAX = 10_000;

    private SemaphoreLimits() {}

    static void check(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be between " + min + " and " + max + " ms, not " + value);
        }
    }

    static void checkPermits(int permits) {
        if (permits < 1 || permits > PERMITS_MAX) {
            throw new IllegalArgumentException("permits must be between 1 and " + PERMITS_MAX + ", not " + permits);
        }
    }
}
