package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.DockerClientFactory;

/**
 * Three containers of the image and a Redis: whatever was acknowledged is there after containers were killed, paused, cut
 * off from each other and rolled, and each of them serves again; and after two more came and went. Skipped where there is
 * no engine for containers, unless {@code -Dholdfast.containers=required}.
 */
@Timeout(900)
class ClusterContainerIT {

    private static final int CLIENTS = 8;
    private static final int WRITES = 300;
    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration JOIN_LIMIT = Duration.ofMinutes(4);

    private static ContainerCluster cluster;

    @BeforeAll
    static void open() {
        boolean required = System.getProperty("holdfast.containers", "").equals("required");
        assumeTrue(
                required || DockerClientFactory.instance().isDockerAvailable(), "no engine for containers runs here");
        cluster = ContainerCluster.open(3);
    }

    @RegisterExtension
    static final AfterTestExecutionCallback LOGS = context -> {
        if (context.getExecutionException().isPresent()) {
            cluster.keepLogs(context.getRequiredTestMethod().getName());
        }
    };

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void queuesAreMirroredInTheRedisBesideIt() {
        Await.until(
                LIMIT,
                "the mirror to be kept",
                () -> cluster.looks().get("n1", "/api/v1/mirror"),
                reply -> reply instanceof Answered answered
                        && answered.body().path("state").asString("").equals("keeping"));
    }

    @Test
    void nothingIsLostWhenTheLeaderIsKilled() {
        under("kill", cluster::kill, cluster::start);
    }

    @Test
    void nothingIsLostWhenTheLeaderIsPaused() {
        under("pause", cluster::pause, cluster::resume);
    }

    @Test
    void nothingIsLostWhenTheLeaderIsCutOff() {
        under(
                "disconnect",
                leader -> {
                    cluster.disconnect(leader);
                    Await.until(
                            LIMIT,
                            leader + " to lead no longer",
                            () -> cluster.leaderAsSeenBy(leader),
                            seen -> !seen.equals(leader));
                },
                cluster::connect);
    }

    private static void under(String name, Consumer<String> strike, Consumer<String> heal) {
        try (var load = new MixedLoad(cluster.names(), cluster::url, name + "-" + System.nanoTime(), CLIENTS)) {
            load.awaitWrites(WRITES, TRAFFIC_LIMIT);
            var leader = cluster.awaitLeader();
            try {
                strike.accept(leader);
                cluster.awaitLeaderOtherThan(leader);
                load.awaitWrites(WRITES, TRAFFIC_LIMIT);
            } finally {
                // The next test has a right to three nodes, whatever became of this one.
                heal.accept(leader);
            }
            cluster.awaitReady();
            load.awaitWrites(WRITES, TRAFFIC_LIMIT);
            load.conclude();
            System.out.printf("containers %s: %s%n", name, load);
        }
    }

    @Test
    void nothingIsLostWhenAllAreRolled() {
        try (var load = new MixedLoad(cluster.names(), cluster::url, "roll-" + System.nanoTime(), CLIENTS)) {
            for (var node : cluster.names()) {
                load.awaitWrites(WRITES, TRAFFIC_LIMIT);
                cluster.stop(node);
                load.awaitWrites(WRITES, TRAFFIC_LIMIT);
                cluster.start(node);
                cluster.awaitReady();
            }
            load.awaitWrites(WRITES, TRAFFIC_LIMIT);
            load.conclude();
            System.out.printf("containers roll: %s%n", load);
            assertThat(load.writes()).isGreaterThan(6 * WRITES);
        }
    }

    @Test
    void nothingIsLostWhenItGrowsToFiveAndShrinksAgain() {
        var founders = cluster.names();
        try (var load = new MixedLoad(founders, cluster::url, "scale-" + System.nanoTime(), 2 * CLIENTS)) {
            load.awaitWrites(WRITES, TRAFFIC_LIMIT);
            long from = System.nanoTime();
            var newcomers = cluster.join(2);
            newcomers.forEach(node -> awaitStanding(node, "VOTER"));
            cluster.awaitReady();
            load.awaitWrites(WRITES, TRAFFIC_LIMIT);
            newcomers.forEach(ClusterContainerIT::remove);
            load.awaitWrites(WRITES, TRAFFIC_LIMIT);
            var gap = load.longestGap(from, System.nanoTime()).length();
            load.conclude();
            System.out.printf("containers scale: %s, longest gap %d ms%n", load, gap.toMillis());
            assertThat(cluster.names()).isEqualTo(founders);
        }
    }

    private static void remove(String node) {
        Await.until(
                JOIN_LIMIT,
                node + " to be let go",
                () -> cluster.looks()
                        .delete("n1", "/api/v1/cluster/nodes/" + node, "remove-" + node + "-" + System.nanoTime()),
                reply -> reply instanceof Answered answered && answered.status() == 202);
        awaitStanding(node, "REMOVED");
        cluster.discard(node);
    }

    private static void awaitStanding(String node, String standing) {
        Await.until(
                JOIN_LIMIT,
                node + " to be " + standing,
                () -> cluster.looks().get("n1", "/api/v1/cluster"),
                reply -> reply instanceof Answered answered
                        && answered.body()
                                .path("nodes")
                                .valueStream()
                                .anyMatch(one -> one.path("node").asString().equals(node)
                                        && one.path("standing").asString().equals(standing)));
    }
}
