package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Command;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.testing.counter.CounterAnswer.Notes;
import io.holdfast.testing.counter.CounterAnswer.Value;
import io.holdfast.testing.counter.CounterCommand.Add;
import io.holdfast.testing.counter.CounterCommand.Take;
import io.holdfast.testing.counter.CounterEvent.CounterTopic;
import io.holdfast.testing.counter.CounterInquiry.ValueOf;
import io.holdfast.testing.counter.CounterResult.Added;
import io.holdfast.testing.counter.CounterResult.Empty;
import io.holdfast.testing.counter.CounterResult.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataGroupsTest {

    private static final int GROUPS = 3;
    private static final String SHEEP = "sheep";
    private static final Payload NOTE = new Payload(new byte[] {1, 2, 3});

    @TempDir
    private Path data;

    private long keys;

    @Test
    void anyNodeTakesARequestToTheLeaderAndBringsBackWhatBecameOfIt() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            var follower = cluster.group(followers(cluster, 0).getFirst(), 0);

            assertThat(submit(follower, add(5)).result()).isEqualTo(new Added(5));
            var taken = submit(follower, new Take(SHEEP));

            assertThat(taken.result()).isEqualTo(new Taken(4));
            assertThat(taken.enclosure()).isEqualTo(new Notes(List.of(NOTE)));
            assertThat(submit(leader(cluster, 0), new Take(SHEEP)).enclosure()).isEqualTo(new Notes(List.of(NOTE)));
            assertThat(submit(cluster.group("n1", 1), new Take(SHEEP)).result()).isEqualTo(new Empty());
        }
    }

    @Test
    void everyNodeAnswersWhatWasAcknowledged() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            for (int round = 1; round <= 30; round++) {
                submit(cluster.group("n" + (1 + round % 3), 2), add(1));
                for (var node : cluster.running()) {
                    assertThat(cluster.group(node, 2).ask(new ValueOf(SHEEP)))
                            .as(node)
                            .isEqualTo(new Value(round));
                }
            }
        }
    }

    @Test
    void whatChangesNothingIsNotInTheLog() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            submit(leader(cluster, 0), add(1));
            submit(leader(cluster, 0), new Take(SHEEP));
            long before = view(cluster, leaderOf(cluster, 0), 0).commitIndex();

            for (var node : cluster.running()) {
                assertThat(submit(cluster.group(node, 0), new Take(SHEEP)).result())
                        .isEqualTo(new Empty());
            }

            assertThat(view(cluster, leaderOf(cluster, 0), 0).commitIndex()).isEqualTo(before);
        }
    }

    @Test
    void aRepetitionGetsTheAnswerGivenBeforeWhereverItArrives() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            submit(cluster.group("n1", 0), add(1));
            var take = keyed("once", new Take(SHEEP));
            cluster.group("n1", 0).submit(take);

            for (var node : cluster.running()) {
                var again = cluster.group(node, 0).submit(take);

                assertThat(again.replayed()).isTrue();
                assertThat(again.result()).isEqualTo(new Taken(0));
                assertThat(again.enclosure()).isEqualTo(new Notes(List.of(NOTE)));
            }
        }
    }

    @Test
    void twoMebibytesArePassedOnAndBroughtBack() throws IOException {
        try (var cluster = new LocalCluster(data, 3, 1).startAll()) {
            var large = new Payload(new byte[2 << 20]);
            var follower = cluster.group(followers(cluster, 0).getFirst(), 0);

            assertThat(submit(follower, new Add(SHEEP, 1, large)).result()).isEqualTo(new Added(1));
            assertThat(submit(follower, new Take(SHEEP)).enclosure()).isEqualTo(new Notes(List.of(large)));
        }
    }

    @Test
    void whoWaitsOnAFollowerIsWoken() throws Exception {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            var follower = cluster.group(followers(cluster, 1).getFirst(), 1);
            try (var parked = follower.park(new CounterTopic(SHEEP))) {
                submit(leader(cluster, 1), add(1));

                assertThat(parked.await(Duration.ofSeconds(20))).isTrue();
            }
            assertThat(follower.askLocal(new ValueOf(SHEEP))).isEqualTo(new Value(1));
            assertThat(follower.events()).isNotNull();
        }
    }

    @Test
    void everyNodeLeadsItsShareAfterAWhile() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            awaitSpread(cluster);

            var gone = leaderOf(cluster, 0);
            cluster.stop(gone);
            awaitLeader(cluster, 0);
            cluster.start(gone);
            cluster.awaitReady(gone);

            awaitSpread(cluster);
            assertThat(leaderOf(cluster, 0)).isEqualTo(gone);
        }
    }

    @Test
    void aNodeThatEndsHandsOverEveryGroupItLeads() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            awaitSpread(cluster);
            var ending = cluster.awaitLeader();
            var handover = new NodeLifecycle.Handover(cluster.participation(ending));

            LocalCluster.await(
                    () -> {
                        handover.stop();
                        return cluster.participation(ending).groups().stream().noneMatch(GroupNode::leads);
                    },
                    () -> "it still leads: " + cluster.node(ending).view());

            assertThat(cluster.awaitLeader()).isNotEqualTo(ending);
            for (int group = 0; group < GROUPS; group++) {
                assertThat(leaderOf(cluster, group)).isNotEqualTo(ending);
            }
        }
    }

    @Test
    void aRequestUnderWayOutlivesItsLeader() throws Exception {
        try (var cluster = new LocalCluster(data, 3, 1).startAll()) {
            var first = leaderOf(cluster, 0);
            var follower = cluster.group(followers(cluster, 0).getFirst(), 0);
            var adding = CompletableFuture.supplyAsync(
                    () -> IntStream.range(0, 200)
                            .mapToObj(_ -> submit(follower, add(1)))
                            .toList(),
                    Thread::startVirtualThread);

            LocalCluster.await(
                    () -> !follower.askLocal(new ValueOf(SHEEP)).equals(new Value(0)), () -> "nothing was added yet");
            cluster.stop(first);

            assertThat(adding.get()).hasSize(200);
            assertThat(follower.ask(new ValueOf(SHEEP))).isEqualTo(new Value(200));
        }
    }

    @Test
    void aNodeThatLostItsDiskJoinsEveryGroupAnew() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            for (int group = 0; group < GROUPS; group++) {
                submit(cluster.group("n1", group), add(group + 1));
            }
            cluster.stop("n2");
            wipe(cluster.data("n2"));

            cluster.start("n2");

            LocalCluster.await(
                    () -> cluster.node("n2").view().groups().stream()
                            .allMatch(group -> group.ready() && group.peers().size() == 3),
                    () -> cluster.node("n2").view().toString());
            for (int group = 0; group < GROUPS; group++) {
                assertThat(cluster.group("n2", group).ask(new ValueOf(SHEEP))).isEqualTo(new Value(group + 1));
            }
            assertThat(cluster.node("n2").view().groups())
                    .allSatisfy(group -> assertThat(group.peer()).matches("n2\\.[0-9a-f]{8}"));
        }
    }

    @Test
    void allNodesRememberAcrossARestart() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            submit(cluster.group("n1", 0), add(7));
            List.copyOf(cluster.running()).forEach(cluster::stop);

            cluster.startAll();

            assertThat(cluster.group("n3", 0).ask(new ValueOf(SHEEP))).isEqualTo(new Value(7));
        }
    }

    @Test
    void aNodeThatWasToldAnotherNumberOfGroupsIsRefused() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS).startAll()) {
            cluster.stop("n3");

            assertThatThrownBy(() -> cluster.start("n3", 2))
                    .isInstanceOf(ConfigurationRefusedException.class)
                    .hasMessageContaining("write holdfast.data-groups=3");

            wipe(cluster.data("n3"));
            cluster.start("n3", 2);
            LocalCluster.await(() -> cluster.exitCode("n3") != null, () -> "n3 goes on");
            assertThat(cluster.exitCode("n3")).isEqualTo(ConfigurationRefusedException.EXIT_CODE);
            assertThat(cluster.participation("n3").refusal()).contains("write holdfast.data-groups=3");
        }
    }

    @Test
    void aClusterIsNotFormedBeforeAllWereToldTheSameNumber() throws IOException {
        try (var cluster = new LocalCluster(data, 3, GROUPS)) {
            cluster.start("n1");
            cluster.start("n2");
            cluster.start("n3", 1);

            LocalCluster.await(
                    () -> cluster.participation("n1").waitsFor().contains("n3 has 1"),
                    () -> cluster.participation("n1").waitsFor());
            cluster.stop("n3");
            cluster.start("n3");

            cluster.awaitReady("n3");
        }
    }

    @Test
    void withoutAMajorityNothingIsTakenAndNothingIsTold() throws IOException {
        try (var cluster = new LocalCluster(data, 3, 1, Duration.ofSeconds(2)).startAll()) {
            cluster.stop("n2");
            cluster.stop("n3");
            LocalCluster.await(() -> cluster.group("n1", 0).leader() == null, () -> "n1 still knows a leader");

            assertThatThrownBy(() -> submit(cluster.group("n1", 0), add(1))).isInstanceOf(NoLeaderException.class);
            assertThatThrownBy(() -> cluster.group("n1", 0).ask(new ValueOf(SHEEP)))
                    .isInstanceOf(NoLeaderException.class);
        }
    }

    private static void awaitSpread(LocalCluster cluster) {
        var best = cluster.participation(cluster.running().getFirst()).company().spread();
        LocalCluster.await(
                () -> IntStream.range(0, GROUPS)
                        .allMatch(group -> cluster.running().stream()
                                .anyMatch(node -> cluster.group(node, group).leads()
                                        && node.equals(
                                                best.best(NodeGroups.dataGroup(group), List.of("n1", "n2", "n3"))))),
                () -> "leaders: "
                        + IntStream.range(0, GROUPS)
                                .mapToObj(group -> cluster.running().stream()
                                        .filter(node ->
                                                cluster.group(node, group).leads())
                                        .toList())
                                .toList());
    }

    private static String leaderOf(LocalCluster cluster, int group) {
        awaitLeader(cluster, group);
        return cluster.running().stream()
                .filter(node -> cluster.group(node, group).leads())
                .findFirst()
                .orElseThrow();
    }

    private static void awaitLeader(LocalCluster cluster, int group) {
        LocalCluster.await(
                () -> cluster.running().stream()
                        .anyMatch(node -> cluster.group(node, group).leads()),
                () -> "nobody leads group " + group);
    }

    private static DataGroup leader(LocalCluster cluster, int group) {
        return cluster.group(leaderOf(cluster, group), group);
    }

    private static List<String> followers(LocalCluster cluster, int group) {
        var leader = leaderOf(cluster, group);
        return cluster.running().stream().filter(node -> !node.equals(leader)).toList();
    }

    private static GroupView view(LocalCluster cluster, String node, int group) {
        return cluster.node(node).view().groups().get(1 + group);
    }

    private static Add add(int amount) {
        return new Add(SHEEP, amount, NOTE);
    }

    private Delivery submit(DataGroup group, Command command) {
        return group.submit(keyed("k" + keys++, command));
    }

    private static Request keyed(String key, Command command) {
        return new Request(new RequestKey("", key), 1, null, command);
    }

    private static void wipe(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
