package io.holdfast.session;

import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;

/** What happens to sessions. */
public sealed interface SessionEvent extends Event {

    @Override
    SessionId session();

    record Opened(SessionId session, long ttlMillis) implements SessionEvent {}

    record Ended(SessionId session, Cause cause) implements SessionEvent {}

    enum Cause {
        REQUESTED,
        EXPIRED,
        UNUSED,
        /** A primitive ended it, as its owner had asked for. */
        GIVEN_UP
    }

    @Override
    default Topic topic() {
        return new SessionTopic(session());
    }

    /** Waits for the end of a session. */
    record SessionTopic(SessionId session) implements Topic {}
}
