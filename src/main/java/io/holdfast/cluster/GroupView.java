package io.holdfast.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Raft group as this node sees it.
 *
 * @param group the group's name
 * @param peer this node's name in the group
 * @param ready whether this node, if it leads, may act as leader; if it follows, has caught up with a known leader
 * @param leader null where none is known
 * @param sequence how many steps the state has made
 * @param stateDigest a hash of the state at {@code digestIndex}, equal on all nodes; empty before the first snapshot
 * @param peers all members; where this node is none, those that it has heard of
 */
public record GroupView(
        String group,
        String peer,
        Role role,
        boolean ready,
        long term,
        @Nullable Member leader,
        long commitIndex,
        long appliedIndex,
        long snapshotIndex,
        long sequence,
        String stateDigest,
        long digestIndex,
        List<PeerView> peers) {

    public long lag() {
        return Math.max(0, commitIndex - appliedIndex);
    }
}
