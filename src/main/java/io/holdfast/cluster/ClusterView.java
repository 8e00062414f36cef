package io.holdfast.cluster;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as this node sees it.
 *
 * @param clusterId minted when the cluster was formed; empty while this node has not joined
 * @param groups the groups this node takes part in; the coordination group is the first
 * @param nodes all nodes that are known, by name
 * @param allotments the nodes that a data group is to live on, by its name; all nodes have those that are not named
 */
public record ClusterView(
        String node,
        String clusterId,
        List<GroupView> groups,
        List<NodeStatus> nodes,
        Map<String, List<String>> allotments) {

    /** A cluster whose nodes have all groups. */
    public ClusterView(String node, String clusterId, List<GroupView> groups, List<NodeStatus> nodes) {
        this(node, clusterId, groups, nodes, Map.of());
    }

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
