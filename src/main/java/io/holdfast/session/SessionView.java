package io.holdfast.session;

import io.holdfast.core.SessionId;
import java.util.Map;

/**
 * A session as it stands.
 *
 * @param lockDelayMillis how long others are kept out of locks that it loses, where it says nothing else of one
 * @param implicit whether it was opened by a request and ends when nothing stands for it
 * @param openedMillis cluster time of its opening
 * @param generation sequence of its last step through the log
 * @param principal who opened it, and alone may use it; empty where nobody had to say, and anybody may
 */
public record SessionView(
        SessionId session,
        String name,
        long ttlMillis,
        long lockDelayMillis,
        boolean implicit,
        Map<String, String> metadata,
        long openedMillis,
        long generation,
        String principal) {

    boolean isOpenTo(String other) {
        return principal.isEmpty() || principal.equals(other);
    }

    SessionView at(long newGeneration) {
        return new SessionView(
                session, name, ttlMillis, lockDelayMillis, implicit, metadata, openedMillis, newGeneration, principal);
    }
}
