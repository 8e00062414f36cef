package io.holdfast.cluster;

import org.jspecify.annotations.Nullable;

/** Another node leads. Nothing was changed; the request can be repeated there at once. */
public final class NotLeaderException extends ClusterException {

    private static final long serialVersionUID = 1L;

    private final transient Member leader;

    public NotLeaderException(Member leader) {
        super("the leader is " + leader.node());
        this.leader = leader;
    }

    /** Null only after serialisation. */
    public @Nullable Member leader() {
        return leader;
    }
}
