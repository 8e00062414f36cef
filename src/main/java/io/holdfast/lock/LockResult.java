package io.holdfast.lock;

import io.holdfast.core.Result;

/** What became of a {@link LockCommand}. */
public sealed interface LockResult extends Result {

    /** The owner holds the lock. */
    record Granted(LockName lock, Owner owner, Mode mode, FencingToken token, int holdCount, long leaseMillis)
            implements LockResult {}

    /** The owner stands in the queue. */
    record Waiting(TicketId ticket) implements LockResult {}

    /** The lock is held, or others wait for it, and the owner did not want to wait. */
    record Held(int holders, int waiters) implements LockResult {}

    /** The owner waits for a lock already; it can wait for one thing at a time. */
    record Busy(TicketId ticket) implements LockResult {}

    /** Counted holds that are left; the lock is free of this owner at 0. */
    record Released(int holdCount) implements LockResult {}

    record Extended(long leaseMillis) implements LockResult {}

    /** The wait is over; {@code released} tells that it had been granted and was given back. */
    record Cancelled(boolean released) implements LockResult {}

    record Refused(Reason reason) implements LockResult {}

    /** Why not. The order is part of the wire format: new reasons are added at the end. */
    enum Reason {
        /** The caller does not hold the lock under this token: it was lost, or given back before. */
        LOST,
        /** The token is the current one, but the hold is another's. */
        NOT_OWNER,
        /** Several owners of the session hold the lock; the request must say which. */
        AMBIGUOUS_OWNER,
        /** The owner holds the lock in a weaker mode. */
        WEAKER_MODE,
        HOLD_COUNT_MAX,
        WAITERS_MAX,
        SESSION_LOCKS_MAX,
        LOCKS_MAX,
        UNKNOWN_TICKET
    }
}
