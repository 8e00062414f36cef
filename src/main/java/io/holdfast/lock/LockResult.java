package io.holdfast.lock;

import io.holdfast.core.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a {@link LockCommand}. */
public sealed interface LockResult extends Result {

    /** The owner holds the lock. */
    record Granted(LockName lock, Owner owner, Mode mode, FencingToken token, int holdCount, long leaseMillis)
            implements LockResult {}

    /** The owner holds all the locks it asked for. */
    record GrantedAll(Owner owner, List<Grant> grants, long leaseMillis) implements LockResult {
        @Override
        public int parts() {
            return grants.size();
        }
    }

    /** The owner stands in the queue. */
    record Waiting(TicketId ticket) implements LockResult {}

    /**
     * The lock is held, or others wait for it, or it is kept shut for a while, and the owner did not want to wait.
     *
     * @param lock the first of the wanted locks that is in the way
     * @param delayMillis how long it is kept shut after somebody lost it; 0 if it is not
     */
    record Held(LockName lock, int holders, int waiters, long delayMillis) implements LockResult {}

    /** The owner waits for a lock already; it can wait for one thing at a time. */
    record Busy(TicketId ticket) implements LockResult {}

    /** Counted holds that are left, of all the locks named; they are free of this owner at 0. */
    record Released(int holdCount) implements LockResult {}

    record Extended(long leaseMillis) implements LockResult {}

    /** The lock is held in this mode now. */
    record Converted(LockName lock, Owner owner, Mode mode, FencingToken token, int holdCount, long leaseMillis)
            implements LockResult {}

    /** The wait is over; {@code released} tells that it had been granted and was given back. */
    record Cancelled(boolean released) implements LockResult {}

    /** The grant is the owner's for good. */
    record Claimed(Owner owner, List<Grant> grants, long leaseMillis) implements LockResult {
        @Override
        public int parts() {
            return grants.size();
        }
    }

    /** The wait would never have ended, or was given up so that others' can. {@code deadlock} numbers the record of it. */
    record Deadlocked(TicketId ticket, long deadlock) implements LockResult {}

    /** So many holders were asked to give the lock up. */
    record RevokeRequested(int holders) implements LockResult {}

    record ForceReleased(int holders) implements LockResult {}

    /** @param lock which of the locks named, where several are */
    record Refused(Reason reason, @Nullable LockName lock) implements LockResult {

        public Refused(Reason reason) {
            this(reason, null);
        }
    }

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
        UNKNOWN_TICKET,
        /** One of several locks asked for is the owner's already; only a single lock is counted. */
        ALREADY_HELD,
        /** Nobody holds the lock, or nobody of those named. */
        NOT_HELD,
        /** The ticket has not been granted, or its grant is gone. */
        NOT_GRANTED
    }
}
