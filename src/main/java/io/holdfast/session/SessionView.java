package io.holdfast.session;

import io.holdfast.core.SessionId;
import java.util.Map;

/**
 * A session as it stands.
 *
 * @param implicit whether it was opened by a request and ends when nothing stands for it
 * @param openedMillis cluster time of its opening
 * @param generation sequence of its last step through the log
 */
public record SessionView(
        SessionId session,
        String name,
        long ttlMillis,
        boolean implicit,
        Map<String, String> metadata,
        long openedMillis,
        long generation) {}
