package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.Role;
import io.holdfast.cluster.Standing;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.roster.RosterCommand.Cause;
import io.holdfast.roster.RosterCommand.Retire;
import io.holdfast.testing.counter.CounterAnswer.Value;
import io.holdfast.testing.counter.CounterCommand.Add;
import io.holdfast.testing.counter.CounterInquiry.ValueOf;
import io.holdfast.testing.counter.CounterResult.Added;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data groups that live on some of the nodes only, and move when nodes come and go. */
class SubsetsTest {

    private static final int GROUPS = 3;
    private static final int COPIES = 3;

    /** So many entries take a moment to be sent. */
    private static final int HISTORY = 300;

    private static final String SHEEP = "sheep";
    private static final Payload NOTE = new Payload(new byte[] {1});

    @TempDir
    private Path data;

    private long keys;
    private final long[] counted = new long[GROUPS];

    @Test
    void whereThereAreNoMoreNodesThanCopiesAllHaveAll() throws IOException {
        try (var cluster = open(COPIES).startAll()) {
            count(cluster);
            var follower = cluster.followers().getFirst();
            cluster.stop(follower);
            cluster.start(follower);
            cluster.awaitReady(follower);
            count(cluster);

            areServedEverywhere(cluster);
            for (var node : cluster.running()) {
                assertThat(cluster.node(node).view().allotments()).as(node).isEmpty();
                assertThat(cluster.participation(node).groups()).as(node).allMatch(GroupNode::isMember);
                assertThat(absences(cluster, node)).as(node).isZero();
            }
        }
    }

    @Test
    void groupsMoveToWhoComesAndBackWhenItGoes() throws IOException {
        try (var cluster = open(3).startAll()) {
            count(cluster);
            for (var node : List.of("n4", "n5")) {
                cluster.join(node);
                awaitStanding(cluster, node, Standing.VOTER);
                awaitEven(cluster);
                count(cluster);
            }
            areServedEverywhere(cluster);
            assertThat(cluster.running().stream()
                            .mapToLong(node -> absences(cluster, node))
                            .sum())
                    .isGreaterThanOrEqualTo(3);

            for (var node : List.of("n5", "n4")) {
                retire(cluster, node);
                awaitStanding(cluster, node, Standing.REMOVED);
                cluster.stop(node);
                awaitEven(cluster);
                count(cluster);
            }

            areServedEverywhere(cluster);
            for (var node : cluster.running()) {
                cluster.awaitReady(node);
                assertThat(cluster.participation(node).groups()).as(node).allMatch(GroupNode::isMember);
            }
        }
    }

    @Test
    void whoeverLeadsNextGoesOnWithAMove() throws IOException {
        try (var cluster = open(3).startAll()) {
            count(cluster);
            cluster.join("n4");
            LocalCluster.await(
                    () -> !cluster.leader().view().allotments().isEmpty(),
                    () -> cluster.leader().view().toString());

            var gone = cluster.awaitLeader();
            cluster.stop(gone);
            cluster.start(gone);

            awaitStanding(cluster, "n4", Standing.VOTER);
            awaitEven(cluster);
            count(cluster);
            areServedEverywhere(cluster);
        }
    }

    @Test
    void whoGaveUpAGroupStaysOutWhenItStartsAgainAndGetsItBackWhenItsTurnComes() throws IOException {
        try (var cluster = open(3).startAll()) {
            var without = grow(cluster);

            cluster.stop(without);
            cluster.start(without);
            awaitEven(cluster);
            cluster.awaitReady(without);
            assertThat(cluster.node(without).view().groups())
                    .filteredOn(group -> group.role() == Role.ABSENT)
                    .isNotEmpty()
                    .allMatch(group -> group.ready() && group.peers().size() == COPIES);
            count(cluster);

            retire(cluster, "n4");
            awaitStanding(cluster, "n4", Standing.REMOVED);
            cluster.stop("n4");
            awaitEven(cluster);
            cluster.stop(without);
            cluster.start(without);
            cluster.awaitReady(without);

            assertThat(absences(cluster, without)).isZero();
            count(cluster);
            areServedEverywhere(cluster);
        }
    }

    /** What it has of the log by then names it a member, as it was one, and nobody but itself can ask the next leader. */
    @Test
    void whoIsBackWhenItsLeaderEndsAsksTheNextOne() throws IOException {
        try (var cluster = open(3).startAll()) {
            var without = grow(cluster);
            int number = absent(cluster, without);
            for (int i = 0; i < HISTORY; i++) {
                add(cluster.group(without, number));
            }
            counted[number] += HISTORY;
            var name = NodeGroups.dataGroup(number);

            retire(cluster, "n4");
            LocalCluster.await(
                    () -> part(cluster, without, name).isOpen(), () -> name + " is not opened by " + without);
            var leader = cluster.group(without, number).leader();
            if (leader != null && !leader.node().equals("n4")) {
                cluster.stop(leader.node());
                cluster.start(leader.node());
            }

            awaitStanding(cluster, "n4", Standing.REMOVED);
            cluster.stop("n4");
            awaitEven(cluster);
            assertThat(part(cluster, without, name).isMember()).isTrue();
            count(cluster);
            areServedEverywhere(cluster);
        }
    }

    private static GroupNode part(LocalCluster cluster, String node, String group) {
        return cluster.participation(node).groups().stream()
                .filter(one -> one.name().equals(group))
                .findFirst()
                .orElseThrow();
    }

    /** The number of a group that the node has given up. */
    private static int absent(LocalCluster cluster, String node) {
        return IntStream.range(0, GROUPS)
                .filter(number ->
                        !part(cluster, node, NodeGroups.dataGroup(number)).isOpen())
                .findFirst()
                .orElseThrow();
    }

    /** Five of five are founders of every group, and more than are to have it. */
    @Test
    void moreFoundersThanCopiesShareTheGroups() throws IOException {
        try (var cluster = open(5).startAll()) {
            count(cluster);
            awaitEven(cluster);
            count(cluster);
            areServedEverywhere(cluster);
            assertThat(cluster.leader().view().allotments()).hasSize(GROUPS);
        }
    }

    private LocalCluster open(int size) throws IOException {
        return LocalCluster.open(data, size, GROUPS).replicas(COPIES);
    }

    /** How many groups the node has given up. */
    private static long absences(LocalCluster cluster, String node) {
        try (var files = Files.list(cluster.data(node))) {
            return files.filter(file -> file.getFileName().toString().startsWith("absent-"))
                    .count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each group is where the roster says, and every node has its share or one more or less. */
    private static void awaitEven(LocalCluster cluster) {
        LocalCluster.await(
                () -> isEven(cluster),
                () -> cluster.running().stream()
                        .map(node -> node + " "
                                + cluster.participation(node).company().led() + " "
                                + cluster.node(node).view().groups().stream()
                                        .map(GroupView::role)
                                        .toList())
                        .toList()
                        .toString());
    }

    private static boolean isEven(LocalCluster cluster) {
        var leader = cluster.participation(cluster.awaitLeader()).company().roll();
        Map<String, Integer> loads = new TreeMap<>();
        var nodes = leader.seated().stream().map(Members::nodeOf).toList();
        nodes.forEach(node -> loads.put(node, 0));
        for (int number = 0; number < GROUPS; number++) {
            var name = NodeGroups.dataGroup(number);
            var there = members(cluster, name);
            var wanted = leader.allotted(name);
            if (there.size() != Math.min(COPIES, nodes.size()) || (wanted != null && !there.equals(wanted))) {
                return false;
            }
            there.forEach(node -> loads.merge(node, 1, Integer::sum));
        }
        boolean areSpread = Collections.max(loads.values()) - Collections.min(loads.values()) <= 1;
        return areSpread && cluster.running().stream().allMatch(node -> hasWhatItIsToHave(cluster, node));
    }

    /** And has closed and deleted everything else. */
    private static boolean hasWhatItIsToHave(LocalCluster cluster, String node) {
        return cluster.participation(node).groups().stream()
                .filter(group -> !NodeGroups.isCoordination(group))
                .allMatch(group -> members(cluster, group.name()).contains(node) == group.isOpen()
                        && Files.exists(directory(cluster, node, group)) == group.isOpen());
    }

    private static Path directory(LocalCluster cluster, String node, GroupNode group) {
        return cluster.data(node).resolve("raft").resolve(group.id().getUuid().toString());
    }

    /** By the group's leader. */
    private static List<String> members(LocalCluster cluster, String name) {
        return cluster.running().stream()
                .flatMap(node -> cluster.participation(node).company().led().stream())
                .filter(led -> led.group().equals(name))
                .flatMap(led -> led.peers().stream())
                .map(Members::nodeOf)
                .distinct()
                .sorted()
                .toList();
    }

    /** A fourth node joins; one that was there before and has given up a group. */
    private String grow(LocalCluster cluster) {
        count(cluster);
        cluster.join("n4");
        awaitStanding(cluster, "n4", Standing.VOTER);
        awaitEven(cluster);
        return cluster.running().stream()
                .filter(node -> absences(cluster, node) > 0)
                .findFirst()
                .orElseThrow();
    }

    /** Adds one in each group, at each node. */
    private void count(LocalCluster cluster) {
        for (var node : cluster.running()) {
            for (int number = 0; number < GROUPS; number++) {
                counted[number]++;
                assertThat(add(cluster.group(node, number))).as(node).isEqualTo(new Added(counted[number]));
            }
        }
    }

    private Object add(DataGroup group) {
        var request = new Request(new RequestKey("", "k" + keys++), 1, null, new Add(SHEEP, 1, NOTE));
        return group.submit(request).result();
    }

    private void areServedEverywhere(LocalCluster cluster) {
        for (var node : cluster.running()) {
            for (int number = 0; number < GROUPS; number++) {
                assertThat(cluster.group(node, number).ask(new ValueOf(SHEEP)))
                        .as(node)
                        .isEqualTo(new Value(counted[number]));
            }
        }
    }

    private static void awaitStanding(LocalCluster cluster, String node, Standing standing) {
        LocalCluster.await(
                () -> cluster.leader().view().nodes().stream()
                        .anyMatch(one -> one.member().node().equals(node) && one.standing() == standing),
                () -> cluster.leader().view().nodes().toString());
    }

    private void retire(LocalCluster cluster, String node) {
        var request = new Request(new RequestKey("", "k" + keys++), 1, null, new Retire(node, Cause.REQUESTED));
        LocalCluster.await(
                () -> {
                    try {
                        cluster.leader().submit(request);
                        return true;
                    } catch (ClusterException e) {
                        return false;
                    }
                },
                () -> node + " is not let go");
    }
}
