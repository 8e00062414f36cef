package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.linearizability.EntrySpecification;
import io.holdfast.linearizability.EntrySpecification.Input;
import io.holdfast.linearizability.EntrySpecification.Output;
import io.holdfast.linearizability.EntrySpecification.Read;
import io.holdfast.linearizability.EntrySpecification.Value;
import io.holdfast.linearizability.EntrySpecification.Write;
import io.holdfast.linearizability.EntrySpecification.Written;
import io.holdfast.linearizability.History;
import io.holdfast.linearizability.LinearizabilityChecker;
import io.holdfast.linearizability.Verdict;
import io.holdfast.process.Reply.Answered;
import io.holdfast.process.Reply.Unavailable;
import io.holdfast.process.Reply.Unknown;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Entries that are written and read on all nodes at once, mostly from the memory of the node that is asked, while something
 * happens to the cluster: nobody reads anything older than what was written.
 */
@Timeout(600)
class CacheFaultsIT {

    private static final boolean SOAK = Boolean.getBoolean("holdfast.soak");
    private static final int OPERATIONS_MIN = SOAK ? 100_000 : 5_000;
    private static final int CLIENTS_PER_NODE = 4;
    private static final int KEYS = 60;
    private static final int WRITES_PERCENT = 15;
    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Longer than a node counts on its copies. */
    private static final Duration PAST_THE_LEASE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(30);

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    private final History<Input, Output> history = new History<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private String path;

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("cache-faults", 3)));
    }

    @Test
    void readsStayLinearizableWhenTheLeaderIsKilledInTheMidstOfWrites() {
        under(Fault.kill(cluster));
    }

    @Test
    void readsStayLinearizableWhenTheLeaderIsPausedPastAnElection() {
        under(Fault.pause(cluster));
    }

    @Test
    void readsStayLinearizableWhenANodeStandsStillForLongerThanItsLease() {
        under(new Fault(
                "standstill",
                () -> {
                    var node = cluster.namesWithout(cluster.awaitLeader()).getFirst();
                    cluster.pause(node);
                    LockSupport.parkNanos(PAST_THE_LEASE.toNanos());
                    return node;
                },
                cluster::resume));
    }

    @Test
    void readsStayLinearizableWhenANodeWithCopiesIsCutOff() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(new Fault(
                "cut-off",
                () -> {
                    var node = cluster.namesWithout(cluster.awaitLeader()).getFirst();
                    cluster.isolate(node);
                    LockSupport.parkNanos(PAST_THE_LEASE.toNanos());
                    return node;
                },
                _ -> cluster.healAll()));
    }

    @Test
    void readsStayLinearizableWhenANodeHearsAndNeverAcknowledges() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.mute(cluster));
    }

    @Test
    void readsStayLinearizableWhenAllNodesAreKilled() {
        under(Fault.blackout(cluster));
    }

    private void under(Fault fault) {
        long seed = Long.getLong("seed", System.nanoTime());
        long begun = System.nanoTime();
        var run = "%s-%d".formatted(fault.name(), seed);
        path = "/api/v1/caches/" + run;
        try (var crowd = new Crowd(cluster, run, 0)) {
            Await.until(
                    LIMIT,
                    path + " to be there",
                    () -> crowd.http().put(cluster.names().getFirst(), path, Map.of(), run),
                    reply -> reply instanceof Answered answered && answered.status() / 100 == 2);
            var random = new SplittableRandom(seed);
            int number = 0;
            for (var node : cluster.names()) {
                for (int i = 0; i < CLIENTS_PER_NODE; i++) {
                    var client = new Client(crowd, node, number++, random.split());
                    crowd.repeat(run + "-" + number, client::turn);
                }
            }
            crowd.live(cluster, fault, OPERATIONS_MIN, TRAFFIC_LIMIT);
            var last = new Client(crowd, cluster.names().getFirst(), number, random.split());
            cluster.names().forEach(last::readEverything);
        }
        var verdict = new LinearizabilityChecker<>(new EntrySpecification()).check(history.operations());
        System.out.printf(
                "cache %s: seed %d, %d operations completed, %d unknown, %.1f s%n",
                fault.name(), seed, history.completed(), history.unknown(), (System.nanoTime() - begun) / 1e9);
        if (!(verdict instanceof Verdict.Linearizable)) {
            History.write(history.operations(), cluster.directory().resolve(fault.name() + ".jsonl"));
        }
        assertThat(verdict).isInstanceOf(Verdict.Linearizable.class);
        assertThat(surprises).isEmpty();
        assertThat(history.completed()).isGreaterThanOrEqualTo(OPERATIONS_MIN);
    }

    /** Keeps to one node, whatever becomes of it: only so one sees what that has in its memory. */
    private final class Client {

        private final Crowd crowd;
        private final String node;
        private final int number;
        private final SplittableRandom random;
        private long writes;

        private Client(Crowd crowd, String node, int number, SplittableRandom random) {
            this.crowd = crowd;
            this.node = node;
            this.number = number;
            this.random = random;
        }

        private void turn() {
            var key = "k" + random.nextInt(KEYS);
            boolean done = random.nextInt(100) < WRITES_PERCENT ? write(key) : read(node, key);
            if (done) {
                crowd.countRound();
            } else {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }

        private boolean write(String key) {
            long value = (number + 1) * 1_000_000L + ++writes;
            var invocation = history.invoke(number, new Write(key, value));
            var reply = crowd.http().put(node, entry(key), Map.of("v", value), path + "-" + value);
            switch (reply) {
                case Answered answered
                when answered.status() / 100 == 2 -> {
                    invocation.completed(new Written());
                    return true;
                }
                case Answered answered -> surprises.add("wrote: " + answered);
                case Unavailable _ -> invocation.withdrawn();
                case Unknown _ -> {}
            }
            return false;
        }

        private boolean read(String from, String key) {
            var invocation = history.invoke(number, new Read(key));
            switch (crowd.http().get(from, entry(key))) {
                case Answered answered
                when answered.status() == 200 -> {
                    invocation.completed(new Value(answered.body().path("v").asLong()));
                    return true;
                }
                case Answered answered
                when answered.status() == 404 -> {
                    invocation.completed(new Value(0));
                    return true;
                }
                case Answered answered -> surprises.add("read: " + answered);
                case Unavailable _, Unknown _ -> invocation.withdrawn();
            }
            return false;
        }

        private void readEverything(String from) {
            for (int i = 0; i < KEYS; i++) {
                var key = "k" + i;
                Await.until(LIMIT, from + " to show " + key, () -> read(from, key), done -> done);
            }
        }

        private String entry(String key) {
            return path + "/entries/" + key;
        }
    }
}
