package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One node after the other is stopped and started again, as an upgrade does, and clients hardly see it. */
@Timeout(600)
class RollIT {

    private static final int CLIENTS = 16;
    private static final int WRITES_BETWEEN = 2_500;
    private static final double FAILURES_MAX = 0.001;
    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(3);
    private static final Duration GAP_MAX = Duration.ofSeconds(5);

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("roll", 3)));
    }

    @Test
    void aRollOfAllNodesUnderLoadIsHardlySeen() {
        try (var load = new MixedLoad(cluster.names(), cluster::url, "roll-" + System.nanoTime(), CLIENTS)) {
            load.awaitWrites(WRITES_BETWEEN, TRAFFIC_LIMIT);
            long from = System.nanoTime();
            int leaseWaits = 0;
            for (var node : cluster.names()) {
                leaseWaits += load.leaseWaits(node);
                cluster.stop(node);
                load.awaitWrites(WRITES_BETWEEN, TRAFFIC_LIMIT);
                cluster.start(node);
                cluster.awaitReady();
                load.awaitWrites(WRITES_BETWEEN, TRAFFIC_LIMIT);
            }
            var gap = load.longestGap(from, System.nanoTime()).length();
            load.conclude();
            for (var node : cluster.names()) {
                leaseWaits += load.leaseWaits(node);
            }

            int failures = load.failures().values().stream().mapToInt(i -> i).sum();
            System.out.printf(
                    "roll: %s; %d failed, longest gap %d ms, %d waits for leases%n",
                    load, failures, gap.toMillis(), leaseWaits);
            assertThat(failures).isLessThanOrEqualTo((int) (load.requests() * FAILURES_MAX));
            assertThat(gap).isLessThan(GAP_MAX);
            assertThat(leaseWaits).isZero();
        }
    }
}
