package io.holdfast.session;

import io.holdfast.core.Result;
import io.holdfast.core.SessionId;

/** What became of a {@link SessionCommand}. */
public sealed interface SessionResult extends Result {

    record Opened(SessionId session, long ttlMillis) implements SessionResult {}

    record Ended(SessionId session) implements SessionResult {}

    record Expired(SessionId session) implements SessionResult {}

    /** The session showed life after the leader had given it up, or was gone already. */
    record Spared(SessionId session) implements SessionResult {}

    /** The group counts from here. */
    record Advanced(long sequence) implements SessionResult {}
}
