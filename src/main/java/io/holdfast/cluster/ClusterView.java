package io.holdfast.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as this node sees it.
 *
 * @param clusterId minted when the cluster was formed; empty while this node has not joined
 * @param groups the groups this node takes part in; the coordination group is the first
 * @param nodes all nodes that are known, by name
 */
public record ClusterView(String node, String clusterId, List<GroupView> groups, List<NodeStatus> nodes) {

    /** The group that sessions and locks live in. */
    public GroupView coordination() {
        return groups.getFirst();
    }

    public boolean leads() {
        return coordination().role() == Role.LEADER && coordination().ready();
    }

    public @Nullable Member leader() {
        return coordination().leader();
    }
}
