package io.holdfast.lock;

import io.holdfast.core.SessionBounds;

/** Frozen limits of locks; they decide what an entry means, so no property changes them. */
public final class LockLimits {

    public static final int LOCKS_MAX = 1_000_000;
    public static final int WAITERS_MAX = 10_000;
    /** Locks that one request may ask for. */
    public static final int WANTS_MAX = 64;
    /** Counted holds of one owner on one lock. */
    public static final int HOLD_COUNT_MAX = 1_000;
    /** Holds and awaited locks of one session together. */
    public static final int SESSION_LOCKS_MAX = 10_000;

    public static final long WAIT_MILLIS_MAX = 600_000;
    public static final long LEASE_MILLIS_MAX = 86_400_000;
    public static final long MIN_HOLD_MILLIS_MAX = 86_400_000;
    public static final long DELAY_MILLIS_MAX = SessionBounds.LOCK_DELAY_MILLIS_MAX;
    public static final long CLAIM_MILLIS_MAX = 60_000;
    public static final long REVOKE_GRACE_MILLIS_MAX = 3_600_000;
    /** Deadlock priorities go from minus this to plus this. */
    public static final int DEADLOCK_PRIORITY_MAX = 10;
    /** Characters of a comment or a reason. */
    public static final int TEXT_LENGTH_MAX = 255;

    /** Tickets whose wait is over are remembered for those who poll them, the newest so many. */
    public static final int ENDED_TICKETS_MAX = 10_000;
    /** Deadlocks, and locks released by force, that are kept to look at: the newest so many. */
    public static final int RECORDS_MAX = 100;
    /** Links of all kept deadlocks together; the oldest make room. */
    public static final int RECORDED_LINKS_MAX = 20_000;
    /** Owners that a deadlock search looks at before it lets the request wait without having found out. */
    public static final int SEARCH_OWNERS_MAX = 10_000;
    /** How long an owner that was given up in a deadlock keeps its age, so that it is not the youngest for ever. */
    public static final long AGE_KEPT_MILLIS = 60_000;

    private LockLimits() {}

    static void check(String what, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(what + " must be between 0 and " + max + " ms, not " + value);
        }
    }

    static void checkText(String what, String text) {
        if (text.length() > TEXT_LENGTH_MAX) {
            throw new IllegalArgumentException(what + " has at most " + TEXT_LENGTH_MAX + " characters");
        }
    }
}
