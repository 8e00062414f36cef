package io.holdfast.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.NodeStatus;
import io.holdfast.cluster.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who is there, and who leads. Answers from what this node knows, so that it works without a majority too. */
@RestController
@RequestMapping(path = Api.V1, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Cluster")
class ClusterController {

    /**
     * The cluster as this node sees it.
     *
     * @param leader of the coordination group; null where none is known
     * @param groups who leads which, the coordination group first
     */
    @Schema(name = "Cluster")
    record ClusterStatusView(
            String node,
            @JsonInclude @Nullable String leader,
            long term,
            String clusterId,
            List<NodeView> nodes,
            List<LedGroupView> groups) {}

    /**
     * A group of nodes that decide together: one for locks and sessions, others for queues.
     *
     * @param leader null where none is known
     * @param nodes its members, as far as the node that answers has heard
     * @param allotted the nodes that it is to live on, where that is not all of them; it moves while its members are others
     */
    @Schema(name = "LedGroup")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LedGroupView(
            String group,
            @JsonInclude @Nullable String leader,
            long term,
            List<String> nodes,
            @Nullable List<String> allotted) {

        private static LedGroupView of(GroupView group, @Nullable List<String> allotted) {
            var leader = group.leader();
            var nodes = group.peers().stream()
                    .map(peer -> peer.member().node())
                    .sorted()
                    .toList();
            return new LedGroupView(
                    group.group(), leader == null ? null : leader.node(), group.term(), nodes, allotted);
        }
    }

    /**
     * @param standing whether it has a vote, or is on its way in or out
     * @param state whether the node that answers hears of it
     * @param matchIndex how much of the log it has; of others only the leader knows
     * @param lastContactMillis since it answered the node that answers
     */
    @Schema(name = "Node")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NodeView(
            String node,
            String peer,
            String role,
            String standing,
            URI client,
            String address,
            String state,
            @Nullable Long matchIndex,
            @Nullable Long lastContactMillis) {}

    private final Consensus consensus;

    ClusterController(Consensus consensus) {
        this.consensus = consensus;
    }

    @GetMapping("/cluster")
    @Operation(operationId = "getCluster", summary = "Show the nodes and who leads", description = """
            The cluster as the node that answers sees it. It needs no majority, so it is the first thing to look at when \
            other requests are answered with 503.""")
    ClusterStatusView cluster() {
        var view = consensus.view();
        var group = view.coordination();
        var leader = group.leader();
        var nodes = view.nodes().stream().map(node -> node(group, node)).toList();
        var groups = view.groups().stream()
                .map(one -> LedGroupView.of(one, view.allotments().get(one.group())))
                .toList();
        return new ClusterStatusView(
                view.node(), leader == null ? null : leader.node(), group.term(), view.clusterId(), nodes, groups);
    }

    private static NodeView node(GroupView group, NodeStatus node) {
        var member = node.member();
        return new NodeView(
                member.node(),
                member.peer(),
                role(group, node).name(),
                node.standing().name(),
                member.client(),
                member.address(),
                node.state().name(),
                known(node.matchIndex()),
                known(node.lastContactMillis()));
    }

    private static Role role(GroupView group, NodeStatus node) {
        var peer = node.member().peer();
        if (peer.equals(group.peer())) {
            return group.role();
        }
        var leader = group.leader();
        if (leader != null && leader.peer().equals(peer)) {
            return Role.LEADER;
        }
        return switch (node.standing()) {
            case VOTER, DRAINING, UNKNOWN -> Role.FOLLOWER;
            case JOINING, CATCHING_UP, SPARE -> Role.STARTING;
            case REMOVED -> Role.CLOSED;
        };
    }

    private static @Nullable Long known(long value) {
        return value < 0 ? null : value;
    }
}
