package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.linearizability.PermitAudit;
import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Permits under load while something happens to the cluster: never more are out than there are, tokens grow, and all come
 * back.
 */
@Timeout(600)
class SemaphoreFaultsIT {

    private static final int VISITORS = 10;
    private static final int SIZE = 6;
    private static final int ASK_MAX = 3;
    private static final int ROUNDS_MIN = Boolean.getBoolean("holdfast.soak") ? 20_000 : 900;
    private static final int GRANTS_MIN = ROUNDS_MIN / 10;
    private static final Duration TRAFFIC_LIMIT = Duration.ofMinutes(3);
    private static final Duration READ_LIMIT = Duration.ofSeconds(20);
    private static final int WAIT_MILLIS_MAX = 2_000;
    private static final int STAY_MILLIS_MAX = 10;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;

    private final PermitAudit audit = new PermitAudit(SIZE);
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger passedOn = new AtomicInteger();
    private final AtomicInteger undecided = new AtomicInteger();
    private String path;

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("semaphore-faults", 3)));
    }

    @Test
    void permitsAreNotExceededWhenTheLeaderIsKilled() {
        under(Fault.kill(cluster));
    }

    @Test
    void permitsAreNotExceededWhenTheLeaderIsPausedPastAnElection() {
        under(Fault.pause(cluster));
    }

    @Test
    void permitsAreNotExceededWhenTheLeaderIsCutOff() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.isolate(cluster));
    }

    @Test
    void permitsAreNotExceededWhenAFollowerHearsButIsNotHeard() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        under(Fault.mute(cluster));
    }

    private void under(Fault fault) {
        long seed = Long.getLong("seed", System.nanoTime());
        long begun = System.nanoTime();
        var run = "permits-%s-%d".formatted(fault.name(), seed);
        path = "/api/v1/semaphores/" + run;
        try (var crowd = new Crowd(cluster, run, VISITORS)) {
            define(crowd.http(), run);
            crowd.start(seed, this::visit);
            crowd.live(cluster, fault, ROUNDS_MIN, TRAFFIC_LIMIT);
            System.out.printf(
                    "semaphore %s: seed %d, %d rounds, %d grants, at most %d out, %d refused, %d passed on, %d undecided,"
                            + " %.1f s%n",
                    fault.name(),
                    seed,
                    crowd.rounds(),
                    audit.grants(),
                    audit.most(),
                    refused.get(),
                    passedOn.get(),
                    undecided.get(),
                    (System.nanoTime() - begun) / 1e9);
            assertAllCameBack(crowd.http());
        }
        assertThat(surprises).isEmpty();
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.grants()).isGreaterThanOrEqualTo(GRANTS_MIN);
    }

    private void define(HttpApi http, String run) {
        var node = cluster.names().getFirst();
        Await.until(
                READ_LIMIT,
                path + " to be there",
                () -> http.put(node, path, Map.of("permits", SIZE), run),
                reply -> reply instanceof Answered answered && answered.status() == 201);
    }

    private void visit(Visitor visitor, SplittableRandom random) {
        int permits = 1 + random.nextInt(ASK_MAX);
        var wait = random.nextInt(4) == 0 ? 0 : random.nextInt(WAIT_MILLIS_MAX);
        var body =
                Map.of("session", visitor.session(), "owner", visitor.name(), "permits", permits, "wait", wait + "ms");
        long asked = System.nanoTime();
        var reply = visitor.post(path + "/acquire?poll=1s", body);
        long told = System.nanoTime();
        if (reply.isEmpty()) {
            undecided.incrementAndGet();
            return;
        }
        var answered = reply.get();
        switch (answered.status() == 200 ? "granted" : HttpApi.code(answered.body())) {
            case "granted" -> {
                long token = Long.parseLong(answered.body().path("token").asString());
                int got = answered.body().path("permits").asInt();
                if (got != permits) {
                    surprises.add(visitor.name() + " asked for " + permits + ": " + answered);
                }
                use(visitor, got, token, audit.granted(visitor.name(), got, token, asked, told), random);
            }
            case "permits-exhausted", "wait-timeout" -> refused.incrementAndGet();
            case "grant-unclaimed" -> passedOn.incrementAndGet();
            default -> surprises.add(visitor.name() + " asked for " + permits + ": " + answered);
        }
    }

    /** Gives some back first, and the rest later, every other time. */
    private void use(Visitor visitor, int permits, long token, PermitAudit.Grant grant, SplittableRandom random) {
        LockSupport.parkNanos(random.nextLong(STAY_MILLIS_MAX * 1_000_000L));
        int first = random.nextBoolean() ? permits : 1;
        if (giveBack(visitor, first, permits - first, token, grant) && first < permits) {
            giveBack(visitor, permits - first, 0, token, grant);
        }
    }

    /** Whether the session still is the one that holds the rest. */
    private boolean giveBack(Visitor visitor, int permits, int left, long token, PermitAudit.Grant grant) {
        grant.givesBack(permits, System.nanoTime());
        var body = Map.of(
                "session", visitor.session(),
                "owner", visitor.name(),
                "token", Long.toString(token),
                "permits", permits);
        var reply = visitor.post(path + "/release", body, () -> grant.givesBack(left, System.nanoTime()));
        if (reply.isEmpty()) {
            undecided.incrementAndGet();
            return false;
        }
        var answered = reply.get();
        if (answered.status() != 200 || answered.body().path("permits").asInt() != left) {
            surprises.add(visitor.name() + " gave " + permits + " back: " + answered);
        }
        return true;
    }

    private void assertAllCameBack(HttpApi http) {
        for (var node : cluster.names()) {
            var seen = (Answered) Await.until(
                    READ_LIMIT,
                    node + " to tell of " + path,
                    () -> http.get(node, path),
                    reply -> reply instanceof Answered answered && answered.status() == 200);
            assertThat(seen.body().path("held").asInt()).as("held at %s", node).isZero();
            assertThat(seen.body().path("waiterCount").asInt())
                    .as("waiters at %s", node)
                    .isZero();
            assertThat(seen.body().path("available").asInt())
                    .as("available at %s", node)
                    .isEqualTo(SIZE);
        }
    }
}
