package io.holdfast.lock;

/**
 * On what terms locks are asked for. Times are milliseconds.
 *
 * @param waitMillis how long to stay in the queue; 0 is not to queue at all
 * @param leaseMillis after how long a hold ends even if its session lives; 0 is never
 * @param minHoldMillis how long after the grant others are kept out even if the lock is given back earlier
 * @param delayMillis how long others are kept out after the hold was lost without being given back, so that a holder that
 *     has not noticed can do no harm (Burrows, The Chubby lock service, 2.4); {@link #DELAY_OF_THE_SESSION} is as long as
 *     the session was opened with
 * @param claimMillis within what time a grant that came while waiting must be claimed, or it passes on; 0 is no need to
 * @param strategy whether later requests have to stay behind this one while it waits; a conversion lets nobody pass
 * @param deadlockPriority of the requests in a deadlock, one with the lowest is given up
 * @param victimPolicy who is given up when this request closes a deadlock
 * @param onDeadlock what happens to this request's owner when it is the one that is given up
 * @param comment what people read beside the hold or the wait; may be empty
 */
public record Terms(
        long waitMillis,
        long leaseMillis,
        long minHoldMillis,
        long delayMillis,
        long claimMillis,
        Strategy strategy,
        int deadlockPriority,
        VictimPolicy victimPolicy,
        OnDeadlock onDeadlock,
        String comment) {

    /** No lock-delay of its own. */
    public static final long DELAY_OF_THE_SESSION = -1;

    /** What a wait is to those who come later. The order is part of the wire format. */
    public enum Strategy {
        /** They stay behind it, so that it is served in its turn. */
        RESERVE,
        /** They pass as if it were not there; it is granted when it can have all it wants in one moment, if ever. */
        SKIP
    }

    /** Who is given up. The order is part of the wire format. */
    public enum VictimPolicy {
        /** The lowest priority; among those the youngest owner; among those the one with the fewest locks. */
        YOUNGEST,
        /** This request, whatever the others are. */
        SELF
    }

    /** What being given up means. The order is part of the wire format. */
    public enum OnDeadlock {
        /** The wait ends; what the owner holds it keeps, and is expected to release. */
        FAIL_WAIT,
        /** The session ends, and with it all it holds. */
        END_SESSION
    }

    public Terms {
        LockLimits.check("wait", waitMillis, LockLimits.WAIT_MILLIS_MAX);
        LockLimits.check("lease", leaseMillis, LockLimits.LEASE_MILLIS_MAX);
        LockLimits.check("minHold", minHoldMillis, LockLimits.MIN_HOLD_MILLIS_MAX);
        if (delayMillis != DELAY_OF_THE_SESSION) {
            LockLimits.check("lockDelay", delayMillis, LockLimits.DELAY_MILLIS_MAX);
        }
        LockLimits.check("claim", claimMillis, LockLimits.CLAIM_MILLIS_MAX);
        if (Math.abs(deadlockPriority) > LockLimits.DEADLOCK_PRIORITY_MAX) {
            throw new IllegalArgumentException("deadlockPriority must be between -" + LockLimits.DEADLOCK_PRIORITY_MAX
                    + " and " + LockLimits.DEADLOCK_PRIORITY_MAX);
        }
        LockLimits.checkText("comment", comment);
    }

    /** To wait so long, with that lease, and nothing else out of the ordinary. */
    public static Terms plain(long waitMillis, long leaseMillis) {
        return new Terms(
                waitMillis,
                leaseMillis,
                0,
                DELAY_OF_THE_SESSION,
                0,
                Strategy.RESERVE,
                0,
                VictimPolicy.YOUNGEST,
                OnDeadlock.FAIL_WAIT,
                "");
    }
}
