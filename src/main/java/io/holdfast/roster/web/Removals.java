package io.holdfast.roster.web;

import io.holdfast.cluster.NodeStatus;
import io.holdfast.cluster.PeerState;
import io.holdfast.cluster.Standing;
import io.holdfast.roster.RosterResult.Reason;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a node is not removed, and how that is told. */
final class Removals {

    static final ProblemType NODE_UNKNOWN = new ProblemType("node-unknown", 404, "There is no such node");
    static final ProblemType NODES_CHANGING = new ProblemType("nodes-changing", 409, "Another node comes or goes");
    static final ProblemType TOO_FEW_VOTERS = new ProblemType("too-few-voters", 409, "Too few voters would be left");
    static final ProblemType MAJORITY_AT_RISK =
            new ProblemType("majority-at-risk", 409, "No majority of those that are left is heard of");

    /** With so many one may fail. */
    private static final int VOTERS_MIN = 3;

    private Removals() {}

    /** Why the node had better stay, as far as the leader sees; null if it may go. */
    static @Nullable Problem objection(List<NodeStatus> nodes, String node, boolean isForced) {
        if (nodes.stream().noneMatch(one -> is(one, node) && one.standing() == Standing.VOTER)) {
            return null;
        }
        var joining =
                nodes.stream().filter(one -> !is(one, node) && isJoining(one)).findFirst();
        if (joining.isPresent()) {
            return changing(joining.get().member().node() + " is joining");
        }
        var left = nodes.stream()
                .filter(one -> !is(one, node) && one.standing() == Standing.VOTER)
                .toList();
        if (left.size() < VOTERS_MIN && !isForced) {
            return Problem.of(
                            TOO_FEW_VOTERS,
                            "without " + node + " there would be " + left.size()
                                    + " voters, and none of them could fail: add a node first, or send force=true")
                    .with("left", left.size());
        }
        long heard = left.stream().filter(one -> one.state() == PeerState.ALIVE).count();
        return heard > left.size() / 2
                ? null
                : Problem.of(
                                MAJORITY_AT_RISK,
                                "only " + heard + " of the " + left.size() + " voters that would be left without "
                                        + node + " are heard of; bring the others back first")
                        .with("left", left.size())
                        .with("heard", heard);
    }

    private static boolean is(NodeStatus status, String node) {
        return status.member().node().equals(node);
    }

    /** Whoever has announced itself and is not heard of holds up nobody. */
    private static boolean isJoining(NodeStatus status) {
        return status.state() == PeerState.ALIVE
                && (status.standing() == Standing.JOINING || status.standing() == Standing.CATCHING_UP);
    }

    static Problem refused(Reason reason, String node) {
        return switch (reason) {
            case UNKNOWN_NODE ->
                Problem.of(NODE_UNKNOWN, "there is no node " + node + " in the cluster, or it was removed already");
            case BUSY -> changing("another node is being removed");
            case LAST_NODE ->
                Problem.of(TOO_FEW_VOTERS, node + " is the last node; stop it instead")
                        .with("left", 0);
            case OUT, NODES_MAX -> throw new IllegalStateException("no answer to a removal: " + reason);
        };
    }

    private static Problem changing(String why) {
        return Problem.of(NODES_CHANGING, why + "; one at a time, try again when that is done")
                .retryAfterSeconds(5);
    }
}
