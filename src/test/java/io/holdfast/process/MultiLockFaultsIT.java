package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.linearizability.GrantAudit;
import io.holdfast.linearizability.GrantAudit.Part;
import io.holdfast.linearizability.LockMode;
import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Overlapping pairs of locks, taken and given back in one step, while something happens to the cluster: all or none, no
 * two holders that conflict, no deadlock, and nothing left behind.
 */
@Timeout(600)
class MultiLockFaultsIT {

    private static final int VISITORS = 10;
    private static final int LOCKS = 5;
    private static final int ROUNDS_MIN = Boolean.getBoolean("holdfast.soak") ? 20_000 : 900;
    private static final int GRANTS_MIN = ROUNDS_MIN / 10;
    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(3);
    private static final Duration READ_LIMIT = Duration.ofSeconds(20);
    private static final Duration LOOK_PAUSE = Duration.ofMillis(5);
    private static final int WAIT_MILLIS_MAX = 2_000;
    private static final int STAY_MILLIS_MAX = 10;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    private final GrantAudit audit = new GrantAudit();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger passedOn = new AtomicInteger();
    private final AtomicInteger undecided = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private List<String> locks;

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("multi-lock-faults", 3)));
    }

    @Test
    void pairsAreTakenWholeWhenTheLeaderIsKilled() {
        under(Fault.kill(cluster));
    }

    @Test
    void pairsAreTakenWholeWhenTheLeaderIsPausedPastAnElection() {
        under(Fault.pause(cluster));
    }

    @Test
    void pairsAreTakenWholeWhenTheLeaderIsCutOff() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.isolate(cluster));
    }

    @Test
    void pairsAreTakenWholeWhenAFollowerHearsButIsNotHeard() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.mute(cluster));
    }

    private void under(Fault fault) {
        long seed = Long.getLong("seed", System.nanoTime());
        long begun = System.nanoTime();
        var run = "pairs-%s-%d".formatted(fault.name(), seed);
        locks = IntStream.range(0, LOCKS).mapToObj(i -> run + "-" + i).toList();
        try (var crowd = new Crowd(cluster, run, VISITORS)) {
            long deadlocks = deadlocksFound(crowd.http());
            crowd.start(seed, (visitor, random) -> visit(visitor, random));
            crowd.repeat("observer", () -> lookAtEverybody(crowd));
            crowd.live(cluster, fault, ROUNDS_MIN, TRAFFIC_LIMIT);
            lookAtWhatIsLeft(crowd.http());
            assertThat(deadlocksFound(crowd.http())).as("deadlocks").isEqualTo(deadlocks);
            System.out.printf(
                    "multi-lock %s: seed %d, %d rounds, %d grants, %d refused, %d passed on, %d undecided, %d looks, %.1f s%n",
                    fault.name(),
                    seed,
                    crowd.rounds(),
                    audit.grants(),
                    refused.get(),
                    passedOn.get(),
                    undecided.get(),
                    looks.get(),
                    (System.nanoTime() - begun) / 1e9);
        }
        assertThat(surprises).isEmpty();
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.grants()).isGreaterThanOrEqualTo(GRANTS_MIN);
    }

    private void visit(Visitor visitor, SplittableRandom random) {
        var asked = pair(random);
        var wait = random.nextInt(4) == 0 ? 0 : random.nextInt(WAIT_MILLIS_MAX);
        var body = Map.of(
                "session", visitor.session(),
                "owner", visitor.name(),
                "locks",
                        asked.entrySet().stream()
                                .map(want -> Map.of(
                                        "name",
                                        want.getKey(),
                                        "mode",
                                        want.getValue().name()))
                                .toList(),
                "wait", wait + "ms");
        visitor.post("/api/v1/locks/acquire-all?poll=1s", body)
                .ifPresentOrElse(answered -> answered(visitor, asked, answered, random), undecided::incrementAndGet);
    }

    private void answered(Visitor visitor, Map<String, LockMode> asked, Answered answered, SplittableRandom random) {
        switch (answered.status() == 200 ? "granted" : HttpApi.code(answered.body())) {
            case "granted" -> stay(visitor, asked, told(answered), random);
            case "lock-held", "wait-timeout" -> refused.incrementAndGet();
            case "grant-unclaimed" -> passedOn.incrementAndGet();
            default -> surprises.add(visitor.name() + " asked for " + asked + ": " + answered);
        }
    }

    private void stay(Visitor visitor, Map<String, LockMode> asked, Map<String, Part> told, SplittableRandom random) {
        try (var stay = audit.granted(visitor.name(), asked, told)) {
            stay.write();
            LockSupport.parkNanos(random.nextLong(STAY_MILLIS_MAX * 1_000_000L));
            stay.write();
        }
        var body = Map.of(
                "session", visitor.session(),
                "owner", visitor.name(),
                "locks",
                        told.entrySet().stream()
                                .map(grant -> Map.of(
                                        "name",
                                        grant.getKey(),
                                        "token",
                                        Long.toString(grant.getValue().token())))
                                .toList());
        visitor.post("/api/v1/locks/release-all", body)
                .ifPresentOrElse(
                        answered -> {
                            if (answered.status() != 200) {
                                surprises.add(visitor.name() + " gave back " + told + ": " + answered);
                            }
                        },
                        undecided::incrementAndGet);
    }

    private Map<String, LockMode> pair(SplittableRandom random) {
        var names = new ArrayList<>(locks);
        var asked = new LinkedHashMap<String, LockMode>();
        for (int i = 0; i < 2; i++) {
            var mode = switch (random.nextInt(4)) {
                case 0 -> LockMode.S;
                case 1 -> LockMode.U;
                default -> LockMode.X;
            };
            asked.put(names.remove(random.nextInt(names.size())), mode);
        }
        return asked;
    }

    private static Map<String, Part> told(Answered answered) {
        var told = new LinkedHashMap<String, Part>();
        for (var grant : answered.body().path("locks")) {
            told.put(
                    grant.path("lock").asString(),
                    new Part(
                            LockMode.valueOf(grant.path("mode").asString()),
                            Long.parseLong(grant.path("token").asString())));
        }
        return told;
    }

    private void lookAtEverybody(Crowd crowd) {
        for (var visitor : crowd.visitors()) {
            var node = cluster.names().get(looks.get() % cluster.names().size());
            var reply = crowd.http().get(node, "/api/v1/sessions/" + visitor.session());
            if (reply instanceof Answered answered && answered.status() == 200) {
                audit.looked(visitor.name(), 2, answered.body().path("holds").size());
            }
            looks.incrementAndGet();
            LockSupport.parkNanos(LOOK_PAUSE.toNanos());
        }
    }

    private void lookAtWhatIsLeft(HttpApi http) {
        for (var node : cluster.names()) {
            for (var lock : locks) {
                var seen = read(http, node, "/api/v1/locks/" + lock).body();
                audit.left(
                        lock + " at " + node,
                        seen.path("state").asString().equals("FREE")
                                && seen.path("waiterCount").asInt() == 0);
            }
        }
    }

    private static long deadlocksFound(HttpApi http) {
        return read(http, cluster.names().getFirst(), "/api/v1/deadlocks")
                .body()
                .path("found")
                .asLong();
    }

    private static Answered read(HttpApi http, String node, String path) {
        return (Answered) Await.until(
                READ_LIMIT,
                node + " to tell " + path,
                () -> http.get(node, path),
                reply -> reply instanceof Answered answered && answered.status() == 200);
    }
}
