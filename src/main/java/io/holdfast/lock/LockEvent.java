package io.holdfast.lock;

import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;

/** What happens to holders and waiters. */
public sealed interface LockEvent extends Event {

    /** A waiter's turn came. */
    record Handed(TicketId ticket, LockName lock, Owner owner, FencingToken token) implements LockEvent {

        @Override
        public Topic topic() {
            return ticket;
        }

        @Override
        public SessionId session() {
            return owner.session();
        }
    }

    /** A wait ended without the lock. */
    record WaitEnded(TicketId ticket, LockName lock, Owner owner, TicketState state) implements LockEvent {

        @Override
        public Topic topic() {
            return ticket;
        }

        @Override
        public SessionId session() {
            return owner.session();
        }
    }

    /** A holder lost the lock without giving it back. */
    record Lost(LockName lock, Owner owner, FencingToken token, Cause cause) implements LockEvent {

        @Override
        public Topic topic() {
            return new LockTopic(lock);
        }

        @Override
        public SessionId session() {
            return owner.session();
        }
    }

    enum Cause {
        LEASE_ENDED,
        SESSION_ENDED
    }

    /** Waits for what happens to a lock's holders. */
    record LockTopic(LockName lock) implements Topic {}
}
