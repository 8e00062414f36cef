package io.holdfast.cluster;

import io.holdfast.core.SessionId;
import java.util.OptionalLong;

/**
 * The leader's soft timers of sessions. They stand in no log: a new leader gives every session one full lease again, so
 * a leader change only ever extends.
 */
public interface SessionLeases {

    /**
     * Renews the session's lease. Acknowledged only after a read barrier that began after the call.
     *
     * @return the milliseconds it has from now; empty if the session is gone or about to be
     * @throws ClusterException as for a mutation
     */
    OptionalLong keepAlive(SessionId session);

    /** What is left of the lease; empty where this node does not lead or knows no such session. */
    OptionalLong remainingMillis(SessionId session);
}
