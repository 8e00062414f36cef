package io.holdfast.semaphore;

import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;
import org.jspecify.annotations.Nullable;

/** What happens to semaphores, and to those who hold permits or wait for them. */
public sealed interface SemaphoreEvent extends Event {

    SemaphoreName semaphore();

    /** What happens to holders and waiters. */
    sealed interface OfOwner extends SemaphoreEvent {

        Owner owner();

        @Override
        default SessionId session() {
            return owner().session();
        }
    }

    /** What is done to a semaphore as a whole. */
    sealed interface OfSemaphore extends SemaphoreEvent {

        @Override
        default Topic topic() {
            return new SemaphoreTopic(semaphore());
        }
    }

    /** There is a semaphore that was not there before. */
    record Defined(SemaphoreName semaphore, int permits) implements OfSemaphore {}

    /** A semaphore has another size. */
    record Resized(SemaphoreName semaphore, int permits, int before) implements OfSemaphore {}

    /**
     * A semaphore grants nothing more.
     *
     * @param held the permits that are still out
     */
    record Drained(SemaphoreName semaphore, int held) implements OfSemaphore {}

    /** A semaphore that was drained grants again. */
    record Undrained(SemaphoreName semaphore) implements OfSemaphore {}

    /** A semaphore is forgotten. */
    record Deleted(SemaphoreName semaphore) implements OfSemaphore {}

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
            @Nullable TicketId ticket) implements OfOwner {

        @Override
        public Topic topic() {
            return ticket == null ? new SemaphoreTopic(semaphore) : ticket;
        }
    }

    /** A wait ended without a grant. */
    record WaitEnded(TicketId ticket, SemaphoreName semaphore, Owner owner, TicketState state) implements OfOwner {

        @Override
        public Topic topic() {
            return ticket;
        }
    }

    /** A holder gave permits back. */
    record Released(SemaphoreName semaphore, Owner owner, FencingToken token, int permits) implements OfOwner {

        @Override
        public Topic topic() {
            return new SemaphoreTopic(semaphore);
        }
    }

    /** A holder lost permits without giving them back. */
    record Lost(SemaphoreName semaphore, Owner owner, FencingToken token, int permits, Cause cause) implements OfOwner {

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
