package io.holdfast.lock;

import io.holdfast.core.Command;
import io.holdfast.core.SessionId;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of a lock. */
public sealed interface LockCommand extends Command {

    /**
     * Take the lock, or join its queue. An owner that holds the lock already is granted it once more (counted).
     *
     * @param waitMillis how long to stay in the queue; 0 is not to queue at all
     * @param leaseMillis after how long the hold ends even if its session lives; 0 is never
     */
    record Acquire(LockName lock, Owner owner, Mode mode, long waitMillis, long leaseMillis) implements LockCommand {

        public Acquire {
            LockLimits.check("wait", waitMillis, LockLimits.WAIT_MILLIS_MAX);
            LockLimits.check("lease", leaseMillis, LockLimits.LEASE_MILLIS_MAX);
        }

        @Override
        public SessionId session() {
            return owner.session();
        }
    }

    /**
     * Give the lock up, once or several times over. The token must be the one the grant carried, so that a late release
     * cannot end a newer hold.
     *
     * @param owner which of the session's owners; null where only one of them holds the lock
     * @param count how many of its counted holds to give back; more than there are gives all back
     */
    record Release(
            LockName lock, SessionId session, @Nullable String owner, FencingToken token, int count)
            implements LockCommand {

        public Release {
            Owner.checkName(owner);
            if (count < 1 || count > LockLimits.HOLD_COUNT_MAX) {
                throw new IllegalArgumentException("count must be between 1 and " + LockLimits.HOLD_COUNT_MAX);
            }
        }
    }

    /** Let the hold's lease last at least this much longer, from now. A hold that had no lease has one from then on. */
    record Extend(
            LockName lock, SessionId session, @Nullable String owner, FencingToken token, long leaseMillis)
            implements LockCommand {

        public Extend {
            Owner.checkName(owner);
            LockLimits.check("lease", leaseMillis, LockLimits.LEASE_MILLIS_MAX);
            if (leaseMillis == 0) {
                throw new IllegalArgumentException("lease must be longer than 0");
            }
        }
    }

    /** Leave the queue; a ticket that was granted already is released. */
    record Cancel(TicketId ticket, SessionId session) implements LockCommand {}
}
