package io.holdfast.session;

import io.holdfast.core.Command;
import io.holdfast.core.SessionBounds;
import io.holdfast.core.SessionId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Everything that can be asked of sessions through the log. Keepalives are not: the leader keeps them (see raft). */
public sealed interface SessionCommand extends Command {

    /**
     * Open a session that ends only on request or by silence.
     *
     * @param lockDelayMillis how long others are kept out of locks that it loses, where an acquire says nothing else
     */
    record OpenSession(
            SessionId opened, String name, long ttlMillis, long lockDelayMillis, Map<String, String> metadata)
            implements SessionCommand {

        public OpenSession {
            SessionBounds.check(name, ttlMillis);
            SessionBounds.checkLockDelay(lockDelayMillis);
            SessionLimits.checkMetadata(metadata);
            metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        }

        public OpenSession(SessionId opened, String name, long ttlMillis, Map<String, String> metadata) {
            this(opened, name, ttlMillis, 0, metadata);
        }
    }

    /** End a session and let go of all it holds. */
    record EndSession(SessionId session) implements SessionCommand {}

    /**
     * The leader heard nothing for a whole TTL. Void if the session has done anything through the log since the leader
     * decided: {@code generation} is the sequence of the session's last step that the leader knew.
     */
    record ExpireSession(SessionId expired, long generation) implements SessionCommand {}

    /**
     * Go on counting from here, where that is ahead: a cluster that takes up what another one left must not hand out a
     * fencing token or a version that the other one handed out.
     */
    record AdvanceSequence(long sequence) implements SessionCommand {

        public AdvanceSequence {
            if (sequence < 0 || sequence > SessionLimits.SEQUENCE_MAX) {
                throw new IllegalArgumentException("a sequence is advanced to at most " + SessionLimits.SEQUENCE_MAX);
            }
        }

        @Override
        public long sequenceMin() {
            return sequence;
        }
    }
}
