package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.NodeStatus;
import io.holdfast.cluster.PeerState;
import io.holdfast.cluster.Standing;
import io.holdfast.core.Command;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.SessionId;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockPrimitive;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.roster.RosterCommand.Cause;
import io.holdfast.roster.RosterCommand.Retire;
import io.holdfast.roster.RosterResult;
import io.holdfast.session.SessionCommand.OpenSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that join a cluster that is there already, and nodes that leave it. */
class ComingsAndGoingsTest {

    private static final SessionId ALICE = new SessionId(1, 1);
    private static final LockName PRINTER = new LockName("printer");
    private static final int ATTEMPTS = 20;

    @TempDir
    private Path data;

    private long keys;

    @Test
    void aNodeJoinsAndVotesAndIsFoundByAllAndGoesAgain() throws IOException {
        try (var cluster = LocalCluster.open(data, 3, 2).startAll()) {
            open(cluster);
            var token = acquire(cluster);

            var newcomer = cluster.join("n4");
            cluster.awaitReady("n4");
            awaitStanding(cluster, "n4", Standing.VOTER);

            assertThat(token(newcomer)).isEqualTo(token);
            for (var node : cluster.running()) {
                assertThat(cluster.participation(node).company().roll().seated())
                        .as(node)
                        .hasSize(4);
                assertThat(cluster.node(node).view().groups())
                        .allSatisfy(group -> assertThat(group.peers()).hasSize(4));
            }

            retire(cluster, "n4");
            awaitStanding(cluster, "n4", Standing.REMOVED);
            LocalCluster.await(
                    () -> cluster.participation("n4").company().absence().contains("was removed"),
                    () -> newcomer.view().toString());

            assertThat(cluster.leader().view().groups())
                    .allSatisfy(group -> assertThat(group.peers()).hasSize(3));
            assertThat(cluster.exitCode("n4")).isNull();
            assertThatThrownBy(() -> newcomer.read(LockPrimitive.LOCKS, (locks, now) -> locks.lockCount()))
                    .isInstanceOf(NoLeaderException.class)
                    .hasMessageContaining("was removed");
        }
    }

    @Test
    void aNodeThatJoinedStartsAgainAndKnowsTheOthers() throws IOException {
        try (var cluster = LocalCluster.open(data, 3, 1).startAll()) {
            open(cluster);
            cluster.join("n4");
            cluster.awaitReady("n4");
            var token = acquire(cluster);

            cluster.stop("n4");
            var back = cluster.join("n4");
            cluster.awaitReady("n4");

            assertThat(token(back)).isEqualTo(token);
            LocalCluster.await(
                    () -> standings(back.view().nodes(), Standing.VOTER) == 4,
                    () -> back.view().nodes().toString());
        }
    }

    /** It has no list of members that names those that joined later, but its own state does. */
    @Test
    void aFounderThatStartsAgainFindsWhoJoinedMeanwhile() throws IOException {
        try (var cluster = LocalCluster.open(data, 3, 1).startAll()) {
            open(cluster);
            var away = cluster.followers().getFirst();
            cluster.stop(away);
            cluster.join("n4");
            cluster.awaitReady("n4");

            var back = cluster.start(away);
            cluster.awaitReady(away);

            LocalCluster.await(
                    () -> standings(back.view().nodes(), Standing.VOTER) == 4
                            && back.view().nodes().stream().allMatch(node -> node.state() == PeerState.ALIVE),
                    () -> back.view().nodes().toString());
        }
    }

    @Test
    void theLeaderItselfMayGo() throws IOException {
        try (var cluster = LocalCluster.open(data, 3, 2).startAll()) {
            open(cluster);
            cluster.join("n4");
            cluster.awaitReady("n4");
            var token = acquire(cluster);
            var leader = cluster.awaitLeader();

            retire(cluster, leader);
            LocalCluster.await(
                    () -> cluster.participation(leader).company().absence().contains("was removed"),
                    () -> cluster.node(leader).view().toString());

            assertThat(cluster.awaitLeader()).isNotEqualTo(leader);
            assertThat(token(cluster.leader())).isEqualTo(token);
            assertThat(cluster.exitCode(leader)).isNull();
        }
    }

    @Test
    void whoWasRemovedStaysOutWhenItStartsAgainAndJoinsWithAnEmptyDisk() throws IOException {
        try (var cluster = LocalCluster.open(data, 3, 1).startAll()) {
            open(cluster);
            cluster.join("n4");
            cluster.awaitReady("n4");
            cluster.stop("n4");
            retire(cluster, "n4");
            awaitStanding(cluster, "n4", Standing.REMOVED);

            var late = cluster.join("n4");
            LocalCluster.await(
                    () -> cluster.participation("n4").company().absence().contains("was removed"),
                    () -> late.view().toString());
            assertThat(cluster.exitCode("n4")).isNull();
            cluster.stop("n4");
            cluster.join("n4");
            assertThat(cluster.participation("n4").company().absence()).contains("was removed");

            cluster.stop("n4");
            cluster.wipe("n4");
            cluster.join("n4");
            cluster.awaitReady("n4");
            awaitStanding(cluster, "n4", Standing.VOTER);
        }
    }

    @Test
    void whoeverComesWhenAllPlacesAreTakenStandsByAndReplacesWhoIsGone() throws IOException {
        try (var cluster =
                LocalCluster.open(data, 3, 1).voters(3, Duration.ofSeconds(4)).startAll()) {
            open(cluster);
            var token = acquire(cluster);
            var spare = cluster.join("n4");
            awaitStanding(cluster, "n4", Standing.SPARE);
            LocalCluster.await(
                    () -> spare.leader() != null
                            && cluster.participation("n4").company().absence().contains("waits for a place"),
                    () -> cluster.participation("n4").company().absence() + " "
                            + spare.view().nodes());
            assertThat(cluster.leader().view().coordination().peers()).hasSize(3);
            assertThatThrownBy(() -> spare.read(LockPrimitive.LOCKS, (locks, now) -> locks.lockCount()))
                    .hasMessageContaining("waits for a place");

            var gone = cluster.followers().stream()
                    .filter(node -> !node.equals("n4"))
                    .findFirst()
                    .orElseThrow();
            cluster.stop(gone);

            awaitStanding(cluster, gone, Standing.REMOVED);
            cluster.awaitReady("n4");
            assertThat(token(spare)).isEqualTo(token);
        }
    }

    @Test
    void aSecondNodeOfOneNameIsRefusedWhileTheFirstIsAlive() throws IOException {
        try (var cluster = LocalCluster.open(data, 3, 0).startAll()) {
            open(cluster);
            var twin = LocalCluster.open(data.resolve("twin"), 0, 0);
            try (twin) {
                twin.members(cluster).join("n2");

                LocalCluster.await(
                        () -> cluster.leader().view().nodes().size() == 3
                                && standings(cluster.leader().view().nodes(), Standing.VOTER) == 3,
                        () -> cluster.leader().view().nodes().toString());
                assertThat(twin.participation("n2").group()).isNull();
                assertThat(cluster.leader().view().coordination().peers())
                        .extracting(peer -> peer.member().peer())
                        .containsExactly("n1", "n2", "n3");
            }
        }
    }

    private static long standings(List<NodeStatus> nodes, Standing standing) {
        return nodes.stream().filter(node -> node.standing() == standing).count();
    }

    private static void awaitStanding(LocalCluster cluster, String node, Standing standing) {
        LocalCluster.await(
                () -> cluster.leader().view().nodes().stream()
                        .anyMatch(one -> one.member().node().equals(node) && one.standing() == standing),
                () -> cluster.leader().view().nodes().toString());
    }

    private void retire(LocalCluster cluster, String node) {
        assertThat(submit(cluster, new Retire(node, Cause.REQUESTED))).isInstanceOf(RosterResult.Retiring.class);
    }

    private void open(LocalCluster cluster) {
        submit(cluster, new OpenSession(ALICE, "s", 3_600_000, Map.of()));
        LocalCluster.await(
                () -> standings(cluster.leader().view().nodes(), Standing.VOTER)
                                == cluster.leader().view().nodes().size()
                        && cluster.participation(cluster.awaitLeader())
                                        .company()
                                        .roll()
                                        .rows()
                                        .size()
                                == 3,
                () -> cluster.leader().view().nodes().toString());
    }

    private FencingToken acquire(LocalCluster cluster) {
        var first = ((Granted) submit(cluster, acquisition())).token();
        submit(cluster, new Release(PRINTER, ALICE, null, first, 1));
        return ((Granted) submit(cluster, acquisition())).token();
    }

    private static Acquire acquisition() {
        return new Acquire(PRINTER, new Owner(ALICE, ""), Mode.X, 0, 0);
    }

    private static FencingToken token(RatisNode node) {
        return node.read(LockPrimitive.LOCKS, (locks, now) -> locks.queries().inspect(PRINTER))
                .holders()
                .getFirst()
                .token();
    }

    /** At whoever leads: a busy machine may change that in between. */
    private Object submit(LocalCluster cluster, Command command) {
        var request = new Request(new RequestKey("", "k" + keys++), 1, null, command);
        for (int attempt = 0; ; attempt++) {
            try {
                return cluster.leader().submit(request).result();
            } catch (ClusterException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
