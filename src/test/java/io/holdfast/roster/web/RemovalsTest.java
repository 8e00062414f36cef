package io.holdfast.roster.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.Member;
import io.holdfast.cluster.NodeStatus;
import io.holdfast.cluster.PeerState;
import io.holdfast.cluster.Standing;
import io.holdfast.web.Problem;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RemovalsTest {

    @Test
    void oneOfFourMayGo() {
        assertThat(Removals.objection(voters(4), "n4", false)).isNull();
    }

    @Test
    void oneOfThreeGoesOnlyIfItIsForced() {
        assertThat(Removals.objection(voters(3), "n3", false))
                .extracting(Problem::type)
                .isEqualTo(Removals.TOO_FEW_VOTERS);
        assertThat(Removals.objection(voters(3), "n3", true)).isNull();
    }

    @Test
    void nobodyGoesWhereThoseThatStayHaveNoMajority() {
        var nodes = List.of(
                node("n1", Standing.VOTER, PeerState.ALIVE),
                node("n2", Standing.VOTER, PeerState.FAILED),
                node("n3", Standing.VOTER, PeerState.SUSPECT),
                node("n4", Standing.VOTER, PeerState.ALIVE));

        assertThat(Removals.objection(nodes, "n4", true))
                .extracting(Problem::type)
                .isEqualTo(Removals.MAJORITY_AT_RISK);
        assertThat(Removals.objection(nodes, "n2", true)).isNull();
    }

    @Test
    void nobodyGoesWhileAnotherJoins() {
        assertThat(Removals.objection(and(voters(4), "n5", Standing.CATCHING_UP, PeerState.ALIVE), "n4", false))
                .extracting(Problem::type)
                .isEqualTo(Removals.NODES_CHANGING);
        assertThat(Removals.objection(and(voters(4), "n5", Standing.JOINING, PeerState.FAILED), "n4", false))
                .isNull();
    }

    @Test
    void whoHasNoVoteMayGo() {
        assertThat(Removals.objection(and(voters(3), "n4", Standing.SPARE, PeerState.FAILED), "n4", false))
                .isNull();
    }

    private static List<NodeStatus> voters(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> node("n" + number, Standing.VOTER, PeerState.ALIVE))
                .toList();
    }

    private static List<NodeStatus> and(List<NodeStatus> nodes, String node, Standing standing, PeerState state) {
        var all = new NodeStatus[nodes.size() + 1];
        nodes.toArray(all);
        all[nodes.size()] = node(node, standing, state);
        return Arrays.asList(all);
    }

    private static NodeStatus node(String node, Standing standing, PeerState state) {
        var member = new Member(node, node, "127.0.0.1:1", URI.create("http://" + node));
        return new NodeStatus(member, standing, state, -1, 5);
    }
}
