package io.holdfast.semaphore;

import io.holdfast.core.Command;
import io.holdfast.core.SessionId;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of a semaphore. */
public sealed interface SemaphoreCommand extends Command {

    /**
     * Let there be a semaphore of this size, or give it this size. One that was drained grants again. Whoever waits for
     * more than there will ever be is sent away.
     */
    record Define(SemaphoreName semaphore, int permits) implements SemaphoreCommand {

        public Define {
            SemaphoreLimits.checkPermits(permits);
        }
    }

    /** Grant nothing more. Holders keep what they have, waiters keep their places, and more may queue. */
    record Drain(SemaphoreName semaphore) implements SemaphoreCommand {}

    /** Grant again. */
    record Undrain(SemaphoreName semaphore) implements SemaphoreCommand {}

    /** Forget the semaphore, unless somebody holds or waits. */
    record Delete(SemaphoreName semaphore) implements SemaphoreCommand {}

    /**
     * Take permits, or join the queue. What the owner holds already does not count: each grant is a hold of its own.
     *
     * @param waitMillis how long to stay in the queue; 0 is not to queue at all
     * @param leaseMillis after how long the hold ends even if its session lives; 0 is never
     * @param claimMillis how long a grant out of the queue waits to be claimed
     */
    record Acquire(
            SemaphoreName semaphore, Owner owner, int permits, long waitMillis, long leaseMillis, long claimMillis)
            implements SemaphoreCommand {

        public Acquire {
            SemaphoreLimits.checkPermits(permits);
            SemaphoreLimits.check("wait", waitMillis, 0, SemaphoreLimits.WAIT_MILLIS_MAX);
            SemaphoreLimits.check("lease", leaseMillis, 0, SemaphoreLimits.LEASE_MILLIS_MAX);
            SemaphoreLimits.check(
                    "claim", claimMillis, SemaphoreLimits.CLAIM_MILLIS_MIN, SemaphoreLimits.CLAIM_MILLIS_MAX);
        }

        @Override
        public SessionId session() {
            return owner.session();
        }
    }

    /**
     * Give permits back. The token must be the one the grant carried, so that a late release cannot end a newer hold.
     *
     * @param owner which of the session's owners; null where only one of them has a grant with this token
     * @param permits how many; more than there are gives all back
     */
    record Release(
            SemaphoreName semaphore,
            SessionId session,
            @Nullable String owner,
            FencingToken token,
            int permits) implements SemaphoreCommand {

        public Release {
            Owner.checkName(owner);
            SemaphoreLimits.checkPermits(permits);
        }
    }

    /** Let the hold's lease last at least this much longer, from now. A hold that had no lease has one from then on. */
    record Extend(
            SemaphoreName semaphore,
            SessionId session,
            @Nullable String owner,
            FencingToken token,
            long leaseMillis) implements SemaphoreCommand {

        public Extend {
            Owner.checkName(owner);
            SemaphoreLimits.check("lease", leaseMillis, 1, SemaphoreLimits.LEASE_MILLIS_MAX);
        }
    }

    /** Leave the queue; a ticket that was granted already is released. */
    record Cancel(TicketId ticket, SessionId session) implements SemaphoreCommand {}

    /** Take what the ticket was granted. Whoever is about to be told of a grant has this committed first. */
    record Claim(TicketId ticket, SessionId session) implements SemaphoreCommand {}
}
