package io.holdfast.lock;

import io.holdfast.core.Event;
import io.holdfast.core.SessionEnding;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;

/** What happens to holders and waiters. */
public sealed interface LockEvent extends Event {

    Owner owner();

    @Override
    default SessionId session() {
        return owner().session();
    }

    /** A lock was taken at once. */
    record Acquired(LockName lock, Owner owner, Mode mode, FencingToken token) implements LockEvent {

        @Override
        public Topic topic() {
            return new LockTopic(lock);
        }
    }

    /** A lock is held in another mode, at once. */
    record Converted(LockName lock, Owner owner, Mode mode, FencingToken token) implements LockEvent {

        @Override
        public Topic topic() {
            return new LockTopic(lock);
        }
    }

    /** A lock was given back. */
    record Released(LockName lock, Owner owner, FencingToken token) implements LockEvent {

        @Override
        public Topic topic() {
            return new LockTopic(lock);
        }
    }

    /** A waiter's turn came, for this lock among those of its ticket. */
    record Handed(TicketId ticket, LockName lock, Owner owner, FencingToken token) implements LockEvent {

        @Override
        public Topic topic() {
            return ticket;
        }
    }

    /** A wait ended without the lock. */
    record WaitEnded(TicketId ticket, LockName lock, Owner owner, TicketState state) implements LockEvent {

        @Override
        public Topic topic() {
            return ticket;
        }
    }

    /** A holder lost the lock without giving it back. */
    record Lost(LockName lock, Owner owner, FencingToken token, Cause cause) implements LockEvent {

        @Override
        public Topic topic() {
            return new LockTopic(lock);
        }
    }

    /** A holder is asked to give the lock up. */
    record RevokeRequested(LockName lock, Owner owner, FencingToken token, Revocation revocation) implements LockEvent {

        @Override
        public Topic topic() {
            return new LockTopic(lock);
        }
    }

    /** A deadlock was found, and this owner's wait given up. */
    record DeadlockBroken(LockName lock, Owner owner, long deadlock) implements LockEvent {

        @Override
        public Topic topic() {
            return new LockTopic(lock);
        }
    }

    /** An owner that was given up in a deadlock had asked that its session end then. */
    record SessionGivenUp(Owner owner) implements LockEvent, SessionEnding {

        @Override
        public Topic topic() {
            return new OwnerTopic(owner);
        }
    }

    /** How a hold was lost. */
    enum Cause {
        LEASE_ENDED,
        SESSION_ENDED,
        UNCLAIMED,
        FORCED
    }

    /** Waits for what happens to a lock's holders. */
    record LockTopic(LockName lock) implements Topic {}

    /** Waits for what happens to an owner. */
    record OwnerTopic(Owner owner) implements Topic {}
}
