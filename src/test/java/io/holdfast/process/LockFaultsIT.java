package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.linearizability.LockMode;
import io.holdfast.linearizability.Verdict;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.LocksApi.AcquireRequest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Locks in all modes under load while something happens to the cluster: every history is explained by one order of its operations,
 * nobody holds a lock that another holds, and afterwards all nodes tell the same. {@code -Dseed=...} gives all clients the
 * same choices again, {@code -Dholdfast.soak=true} runs longer.
 */
@Timeout(1_800)
class LockFaultsIT {

    private static final boolean SOAK = Boolean.getBoolean("holdfast.soak");
    private static final int CLIENTS = 12;
    private static final int LOCKS = SOAK ? 640 : 64;
    private static final int OPERATIONS_MIN = SOAK ? 50_000 : 5_000;
    private static final Duration TRAFFIC_LIMIT = SOAK ? Duration.ofMinutes(15) : Duration.ofMinutes(3);
    private static final Duration LIVELY_LIMIT = Duration.ofSeconds(20);
    private static final int STRIKES = SOAK ? 5 : 1;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    @BeforeAll
    static void open() {
        var plan = ClusterPlan.of("lock-faults", 3)
                .with("holdfast.raft.snapshot-threshold", 1_000)
                .with("holdfast.raft.purge-gap", 100)
                .with("holdfast.raft.segment-size", "256KB");
        cluster = EVIDENCE.of(ProcessCluster.open(plan));
    }

    @Test
    void locksStayLinearizableWhenTheLeaderIsKilled() {
        under(Fault.kill(cluster));
    }

    @Test
    void locksStayLinearizableWhenTheLeaderIsPausedPastAnElection() {
        under(Fault.pause(cluster));
    }

    @Test
    void locksStayLinearizableWhenTheLeaderIsCutOff() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.isolate(cluster));
    }

    @Test
    void locksStayLinearizableWhenAFollowerHearsButIsNotHeard() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.mute(cluster));
    }

    private static void under(Fault fault) {
        long seed = Long.getLong("seed", System.nanoTime());
        long begun = System.nanoTime();
        System.out.printf("%s: seed %d%n", fault.name(), seed);
        try (var contention =
                new Contention(cluster, new Contention.Plan(fault.name() + "-" + seed, CLIENTS, LOCKS, seed))) {
            contention.start();
            for (int strike = 1; strike <= STRIKES; strike++) {
                awaitShare(contention, 3 * strike - 2);
                var node = fault.strike().get();
                awaitShare(contention, 3 * strike - 1);
                fault.heal().accept(node);
                cluster.awaitReady();
            }
            awaitShare(contention, 3 * STRIKES);
            contention.stop();
            everyNodeServes(fault.name() + "-" + seed);
            contention.readEverythingFromEveryNode();
            report(fault, contention, begun);
            judge(fault, contention);
        }
    }

    /** Waits until clients have completed so many of the parts into which faults divide a run. */
    private static void awaitShare(Contention contention, int parts) {
        long wanted = (long) OPERATIONS_MIN * parts / (3L * STRIKES);
        Await.until(TRAFFIC_LIMIT, wanted + " completed operations", contention::completed, done -> done >= wanted);
    }

    private static void everyNodeServes(String run) {
        try (var http = new HttpApi(cluster::url, Duration.ofSeconds(5))) {
            var locks = new LocksApi(http);
            for (var node : cluster.names()) {
                var request = new AcquireRequest(
                        run + "-after-" + node, null, "survivor", LockMode.X, Duration.ZERO, Duration.ofSeconds(30));
                Await.until(
                        LIVELY_LIMIT,
                        node + " to serve again",
                        () -> locks.acquire(node, request, run + "-" + node),
                        answer -> answer instanceof Granted);
            }
        }
    }

    private static void report(Fault fault, Contention contention, long begunNanos) {
        System.out.printf(
                "%s: %d operations completed, %d unknown, %d fenced writes, %d refused, %.1f s%n",
                fault.name(),
                contention.completed(),
                contention.unknown(),
                contention.resource().writes(),
                contention.resource().refusals().size(),
                (System.nanoTime() - begunNanos) / 1e9);
    }

    private static void judge(Fault fault, Contention contention) {
        var verdict = contention.verdict();
        if (!(verdict instanceof Verdict.Linearizable)) {
            contention.writeHistory(cluster.directory().resolve(fault.name() + ".jsonl"));
        }
        assertThat(verdict).isInstanceOf(Verdict.Linearizable.class);
        assertThat(contention.surprises()).isEmpty();
        assertThat(contention.resource().overlaps()).isEmpty();
        assertThat(contention.resource().refusals()).isEmpty();
        assertThat(contention.completed()).isGreaterThanOrEqualTo(OPERATIONS_MIN);
    }
}
