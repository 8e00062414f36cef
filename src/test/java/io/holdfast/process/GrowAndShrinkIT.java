package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Nodes join and leave under load: nothing acknowledged is lost, and nobody waits for long. */
@Timeout(900)
class GrowAndShrinkIT {

    private static final boolean SOAK = Boolean.getBoolean("holdfast.soak");
    private static final int CYCLES = SOAK ? 20 : 3;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** The goal is two seconds, which is read off what is printed: a machine that does much else at a time takes longer. */
    private static final Duration GAP_MAX = Duration.ofSeconds(30);

    private static final int GROUPS = 3;
    private static final int COPIES = 3;
    private static final String CLUSTER = "/api/v1/cluster";

    @RegisterExtension
    final Evidence evidence = new Evidence();

    private final List<String> active = new CopyOnWriteArrayList<>(List.of("n1", "n2", "n3"));
    private final AtomicInteger keys = new AtomicInteger();
    private ProcessCluster cluster;
    private HttpApi http;

    @Test
    void aClusterGrowsFromThreeToFiveAndShrinksAgainUnderLoad() {
        cluster = evidence.of(ProcessCluster.open(plan("grow-and-shrink")));
        try (var api = new HttpApi(cluster::url, Duration.ofSeconds(5))) {
            http = api;
            try (var clients = new Clientele(http, "grow", () -> active).start(6, 5, 5)) {
                long begun = System.nanoTime();
                join("n4");
                awaitEven();
                join("n5");
                awaitEven();
                remove("n4");
                var leader = cluster.awaitLeader();
                remove(leader);
                var gaps = clients.gaps(begun, System.nanoTime());
                System.out.printf(
                        "3 to 5 to 3 nodes in %d ms with %d requests done, longest gaps %s%n",
                        (System.nanoTime() - begun) / 1_000_000, clients.count(), gaps);

                killTheNewcomer("n4");
                killTheLeaderWhileJoining(leader);
                awaitEven();

                assertThat(clients.audit()).isEmpty();
                assertThat(gaps.values()).allSatisfy(gap -> assertThat(gap).isLessThan(GAP_MAX));
            }
        }
    }

    @Test
    void aNodeIsWipedAndJoinsAnewAgainAndAgain() {
        cluster = evidence.of(ProcessCluster.open(plan("wipe-and-rejoin")));
        try (var api = new HttpApi(cluster::url, Duration.ofSeconds(5))) {
            http = api;
            try (var clients = new Clientele(http, "wipe", () -> active).start(2, 2, 2)) {
                for (int cycle = 0; cycle < CYCLES; cycle++) {
                    var victim = cluster.namesWithout(cluster.awaitLeader()).get(cycle % 2);
                    active.remove(victim);
                    cluster.kill(victim);
                    cluster.wipe(victim);
                    cluster.start(victim);
                    awaitStanding(victim, "VOTER");
                    cluster.awaitReady(victim);
                    active.add(victim);
                }
                assertThat(clients.audit()).isEmpty();
            }
            assertThat(standings().values()).containsExactly("VOTER", "VOTER", "VOTER");
        }
    }

    /** What was to be is in the roster, and what was there is on the disks of those that had it. */
    @Test
    void whoeverIsKilledWhileAGroupMovesItMovesAllTheSame() {
        cluster = evidence.of(ProcessCluster.open(plan("killed-in-a-move")));
        try (var api = new HttpApi(cluster::url, Duration.ofSeconds(5))) {
            http = api;
            try (var clients = new Clientele(http, "move", () -> active).start(3, 5, 5)) {
                cluster.join("n4");
                var destination = awaitMove(_ -> true).destination();
                cluster.kill(destination);
                cluster.start(destination);
                awaitVoter("n4");
                awaitEven();

                cluster.join("n5");
                var leader = awaitMove(_ -> true).leader();
                active.remove(leader);
                cluster.kill(leader);
                awaitVoter("n5");
                cluster.start(leader);
                cluster.awaitReady(leader);
                active.add(leader);
                awaitEven();

                assertThat(clients.audit()).isEmpty();
            }
        }
    }

    /** What it was to have next is not waited for, so that what it has can go to others. */
    @Test
    void whoeverIsRemovedBeforeItHasAllItsGroupsIsLetGo() {
        cluster = evidence.of(ProcessCluster.open(plan("removed-in-a-move")));
        try (var api = new HttpApi(cluster::url, Duration.ofSeconds(5))) {
            http = api;
            try (var clients = new Clientele(http, "leave", () -> active).start(3, 5, 5)) {
                cluster.join("n4");
                remove(awaitMove(move -> move.had() > 0).destination());
                awaitEven();

                assertThat(clients.audit()).isEmpty();
            }
        }
    }

    /** Up to six nodes start and work at a time, and what is asked for is no election because one had no processor. */
    private static ClusterPlan plan(String name) {
        return ClusterPlan.of(name, 3)
                .with("holdfast.raft.election-timeout-min", "1500ms")
                .with("holdfast.raft.election-timeout-max", "3s");
    }

    private void join(String node) {
        cluster.join(node);
        awaitVoter(node);
    }

    private void awaitVoter(String node) {
        awaitStanding(node, "VOTER");
        cluster.awaitReady(node);
        active.add(node);
    }

    private void remove(String node) {
        active.remove(node);
        Await.until(
                LIMIT,
                node + " to be let go",
                () -> http.delete(active.getFirst(), CLUSTER + "/nodes/" + node, "remove-" + keys.getAndIncrement()),
                reply -> reply instanceof Answered answered && answered.status() == 202);
        awaitStanding(node, "REMOVED");
        Await.until(
                LIMIT,
                node + " to say that it is out",
                () -> cluster.logs(node),
                log -> log.contains("was removed from the cluster"));
        assertThat(cluster.isRunning(node)).isTrue();
        cluster.stop(node);
    }

    private void killTheNewcomer(String node) {
        startJoining(node);
        cluster.kill(node);
        join(node);
    }

    private void killTheLeaderWhileJoining(String node) {
        startJoining(node);
        var leader = cluster.awaitLeader();
        active.remove(leader);
        cluster.kill(leader);
        awaitStanding(node, "VOTER");
        active.add(node);
        cluster.start(leader);
        cluster.awaitReady();
        active.add(leader);
    }

    /** Returns as soon as the node, whose disk is empty, has found the cluster. */
    private void startJoining(String node) {
        cluster.wipe(node);
        cluster.join(node);
        Await.until(
                LIMIT,
                node + " to find the cluster",
                () -> cluster.logs(node),
                log -> log.contains("joining as peer="));
    }

    private void awaitStanding(String node, String standing) {
        Await.until(LIMIT, node + " to be " + standing, this::standings, all -> standing.equals(all.get(node)));
    }

    /** By the leader, which knows. */
    private Map<String, String> standings() {
        Map<String, String> standings = new TreeMap<>();
        for (var body : clusters()) {
            for (JsonNode one : body.path("nodes")) {
                standings.put(one.path("node").asString(), one.path("standing").asString());
            }
        }
        return standings;
    }

    /** What the leader says of the cluster; nothing where no node says that it leads. */
    private List<JsonNode> clusters() {
        return active.stream()
                .map(node -> http.get(node, CLUSTER) instanceof Answered answered
                                && answered.body().path("leader").asString("").equals(node)
                        ? answered.body()
                        : null)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Each data group has three members, those that it is to have, and each node its share or one more or less. */
    private void awaitEven() {
        Await.until(
                LIMIT,
                "three copies of each data group, evenly spread",
                () -> clusters().stream()
                        .map(body -> members(body.path("groups")))
                        .toList(),
                all -> all.stream().anyMatch(this::isEven));
    }

    /**
     * A data group on its way.
     *
     * @param destination a node that is to have it, and is no member yet
     * @param had how many others the destination has
     */
    private record Move(String destination, long had, String leader) {}

    /** Returns as soon as a data group is to be had by a node that is no member, and has somebody to lead it there. */
    private Move awaitMove(Predicate<Move> isWanted) {
        var seen = new AtomicReference<Move>();
        Await.until(LIMIT, "a data group to move", this::clusters, all -> {
            all.forEach(body -> body.path("groups").forEach(group -> {
                var coming = new ArrayList<>(names(group.path("allotted")));
                coming.removeAll(names(group.path("nodes")));
                if (!coming.isEmpty() && group.path("leader").isString()) {
                    var destination = coming.getFirst();
                    long had = members(body.path("groups")).values().stream()
                            .filter(nodes -> nodes.contains(destination))
                            .count();
                    seen.set(new Move(destination, had, group.path("leader").asString()));
                }
            }));
            return seen.get() != null && isWanted.test(seen.get());
        });
        return seen.get();
    }

    /** By data group; without those that are on their way. */
    private static Map<String, List<String>> members(JsonNode groups) {
        Map<String, List<String>> members = new TreeMap<>();
        for (var group : groups) {
            var nodes = names(group.path("nodes"));
            boolean isThere = group.path("allotted").isMissingNode() || nodes.equals(names(group.path("allotted")));
            if (isThere && group.path("group").asString().startsWith("data-")) {
                members.put(group.path("group").asString(), nodes);
            }
        }
        return members;
    }

    private static List<String> names(JsonNode names) {
        return names.valueStream().map(JsonNode::asString).toList();
    }

    private boolean isEven(Map<String, List<String>> members) {
        var loads = active.stream()
                .map(node -> members.values().stream()
                        .filter(nodes -> nodes.contains(node))
                        .count())
                .toList();
        return members.size() == GROUPS
                && members.values().stream().allMatch(nodes -> nodes.size() == COPIES)
                && Collections.max(loads) - Collections.min(loads) <= 1;
    }
}
