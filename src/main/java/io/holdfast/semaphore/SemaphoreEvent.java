package io.holdfast.semaphore;

import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;
import org.jspecify.annotations.Nullable;

/** What happens to holders and waiters. */
public sealed interface SemaphoreEvent extends Event {

    Owner owner();

    @Override
    default SessionId session() {
        return owner().session();
    }

    /**
     * Somebody was granted permits.
     *
     * @param ticket the ticket whose turn came; null for a grant that did not have to wait
     */
    record Granted(
            SemaphoreName semaphore,
            Owner owner,
            FencingToken token,
            int permits,
            @Nullable TicketId ticket) implements SemaphoreEvent {

        @Override
        public Topic topic() {
            return ticket == null ? new SemaphoreTopic(semaphore) : ticket;
        }
    }

    /** A wait ended without a grant. */
    record WaitEnded(TicketId ticket, SemaphoreName semaphore, Owner owner, TicketState state)
            implements SemaphoreEvent {

        @Override
        public Topic topic() {
            return ticket;
        }
    }

    /** A holder gave permits back. */
    record Released(SemaphoreName semaphore, Owner owner, FencingToken token, int permits) implements SemaphoreEvent {

        @Override
        public Topic topic() {
            return new SemaphoreTopic(semaphore);
        }
    }

    /** A holder lost permits without giving them back. */
    record Lost(SemaphoreName semaphore, Owner owner, FencingToken token, int permits, Cause cause)
            implements SemaphoreEvent {

        @Override
        public Topic topic() {
            return new SemaphoreTopic(semaphore);
        }
    }

    enum Cause {
        LEASE_ENDED,
        SESSION_ENDED,
        /** Nobody asked for the grant in time. */
        UNCLAIMED
    }

    /** Waits for what happens to a semaphore's holders. */
    record SemaphoreTopic(SemaphoreName semaphore) implements Topic {}
}
