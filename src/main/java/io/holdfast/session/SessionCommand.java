package io.holdfast.session;

import io.holdfast.core.Command;
import io.holdfast.core.SessionBounds;
import io.holdfast.core.SessionId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Everything that can be asked of sessions through the log. Keepalives are not: the leader keeps them (see raft). */
public sealed interface SessionCommand extends Command {

    /** Open a session that ends only on request or by silence. */
    record OpenSession(SessionId opened, String name, long ttlMillis, Map<String, String> metadata)
            implements SessionCommand {

        public OpenSession {
            SessionBounds.check(name, ttlMillis);
            SessionLimits.checkMetadata(metadata);
            metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        }
    }

    /** End a session and let go of all it holds. */
    record EndSession(SessionId session) implements SessionCommand {}

    /**
     * The leader heard nothing for a whole TTL. Void if the session has done anything through the log since the leader
     * decided: {@code generation} is the sequence of the session's last step that the leader knew.
     */
    record ExpireSession(SessionId expired, long generation) implements SessionCommand {}
}
