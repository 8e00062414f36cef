package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How long nobody can write when the leader goes, killed or asked to end, and comes back. The figures are those that the
 * documents promise. How long this machine let a ready thread wait is measured beside, and what it lost within a gap is
 * taken off that gap: an election is a chain of steps, and each waits its turn. Both are printed, so that a figure which
 * was met only thanks to that can be told; on a quiet machine nothing is taken off.
 */
@Timeout(900)
class LeaderKillIT {

    private static final boolean SOAK = Boolean.getBoolean("holdfast.soak");
    private static final int KILLS = SOAK ? 100 : 10;
    private static final int ENDS = SOAK ? 50 : 5;

    /** What is to be reached on a machine that has nothing else to do: docs/guarantees.md tells what was measured there. */
    private static final Duration KILL_MEDIAN_GOAL = Duration.ofMillis(1_200);

    private static final Duration STOP_MEDIAN_GOAL = Duration.ofMillis(700);
    /** Closer than this to the goal, a busy machine would fail the test as often as a defect. */
    private static final int SLACK = 2;

    private static final Duration WORST_MAX = Duration.ofSeconds(5);
    private static final int WARM_WRITES = 1_000;
    private static final Duration WARM_LIMIT = Duration.ofMinutes(3);
    private static final Duration CALM = Duration.ofSeconds(2);

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;
    private static HttpApi http;
    private static LocksApi locks;

    /** The longest time without a write while something happened, and what the machine lost in it. */
    private record Outage(Gap gap, Duration stalled, Duration worstStall) {

        /** What is left of the gap without what the machine lost in it. */
        Duration net() {
            return gap.length().minus(stalled);
        }

        @Override
        public String toString() {
            return "%d ms, of it stalled %d ms, at worst %d ms"
                    .formatted(gap.length().toMillis(), stalled.toMillis(), worstStall.toMillis());
        }
    }

    private record Outages(List<Outage> leaving, List<Outage> returning) {}

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("leader-kill", 3)));
        http = new HttpApi(cluster::url, Duration.ofSeconds(3));
        locks = new LocksApi(http);
    }

    /** One test may have left a node down when it failed. */
    @BeforeEach
    void startAll() {
        cluster.names().stream().filter(node -> !cluster.isRunning(node)).forEach(cluster::start);
        cluster.awaitReady();
    }

    @AfterAll
    static void close() {
        http.close();
    }

    @Test
    void aKilledLeaderIsMissedForAboutASecond() {
        var outages = lose("kill", KILLS, cluster::kill);

        holds(outages, KILL_MEDIAN_GOAL);
    }

    @Test
    void aLeaderThatIsAskedToEndIsMissedForAMoment() {
        var outages = lose("term", ENDS, cluster::stop);

        holds(outages, STOP_MEDIAN_GOAL);
    }

    private static Outages lose(String how, int times, Consumer<String> strike) {
        var holdings = new Holdings(cluster, locks, how + "-before");
        holdings.take(3);
        var outages = new Outages(new ArrayList<>(), new ArrayList<>());
        try (var stalls = new Stalls();
                var pulse = new WritePulse(cluster, locks, how)) {
            Await.until(WARM_LIMIT, "a warm cluster", pulse::count, count -> count > WARM_WRITES);
            for (int time = 1; time <= times; time++) {
                var leader = cluster.awaitLeader();
                long struck = System.nanoTime();
                strike.accept(leader);
                cluster.awaitLeaderOtherThan(leader);
                LockSupport.parkNanos(CALM.toNanos());
                long begun = System.nanoTime();
                cluster.start(leader);
                cluster.awaitReady();
                cluster.names().forEach(holdings::assertAllToldBy);
                LockSupport.parkNanos(CALM.toNanos());
                long over = System.nanoTime();

                var leaving = outage(pulse.longestGap(struck, begun), stalls);
                var returning = outage(pulse.longestGap(begun, over), stalls);
                outages.leaving().add(leaving);
                outages.returning().add(returning);
                System.out.printf(
                        "%s %2d of %s: %s; on return %s; failures %s%n",
                        how, time, leader, leaving, returning, pulse.failures(struck, over));
            }
        }
        System.out.printf(
                "%s: %d times, leaving %s; returning %s%n",
                how, times, summary(outages.leaving()), summary(outages.returning()));
        return outages;
    }

    private static Outage outage(Gap gap, Stalls stalls) {
        return new Outage(gap, stalls.lost(gap), stalls.worst(gap));
    }

    private static String summary(List<Outage> outages) {
        return "net of stalls p50 %d ms, max %d ms; as measured %s ms"
                .formatted(
                        median(outages).toMillis(),
                        worst(outages).toMillis(),
                        outages.stream()
                                .map(outage -> outage.gap().length().toMillis())
                                .sorted()
                                .toList());
    }

    /** The lower one of the middle two would flatter. */
    private static void holds(Outages outages, Duration medianGoal) {
        assertThat(median(outages.leaving())).as("median").isLessThanOrEqualTo(medianGoal.multipliedBy(SLACK));
        assertThat(worst(outages.leaving())).as("worst").isLessThanOrEqualTo(WORST_MAX);
        assertThat(worst(outages.returning())).as("worst on return").isLessThanOrEqualTo(WORST_MAX);
    }

    private static Duration median(List<Outage> outages) {
        return outages.stream().map(Outage::net).sorted().toList().get(outages.size() / 2);
    }

    private static Duration worst(List<Outage> outages) {
        return outages.stream().map(Outage::net).sorted().toList().getLast();
    }
}
