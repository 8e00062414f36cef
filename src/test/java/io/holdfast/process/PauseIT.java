package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that stands still for a while, as in a long collection of garbage, takes nobody's time away. */
@Timeout(300)
class PauseIT {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(65);
    private static final int ENGINE_GONE = 70;

    private static final Duration TTL = Duration.ofSeconds(6);
    private static final Duration LEASE = Duration.ofSeconds(10);

    /** By how much a lease may outlive its time: the pause, an election, a full lease more, a slow machine. */
    private static final Duration LATE_MAX = Duration.ofSeconds(30);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;
    private static HttpApi http;

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("pause", 3)));
        http = new HttpApi(cluster::url, Duration.ofSeconds(1));
    }

    @AfterAll
    static void close() {
        http.close();
    }

    @Test
    void aPausedFollowerEndsNothingEarly() {
        var leader = cluster.awaitLeader();
        assertNothingEndsEarly(cluster.namesWithout(leader).getFirst());

        assertThat(cluster.awaitLeader()).isEqualTo(leader);
    }

    @Test
    void aPausedLeaderEndsNothingEarly() {
        assertNothingEndsEarly(cluster.awaitLeader());
    }

    @Test
    @EnabledIfSystemProperty(named = "holdfast.soak", matches = "true")
    void aNodeThatStoodStillForAMinuteEndsAndComesBack() {
        var node = cluster.awaitLeader();
        cluster.pause(node);
        LockSupport.parkNanos(LONG_PAUSE.toNanos());
        cluster.resume(node);

        assertThat(cluster.awaitExit(node, LIMIT)).isEqualTo(ENGINE_GONE);
        cluster.start(node);
        cluster.awaitReady(node, LIMIT);
    }

    private static void assertNothingEndsEarly(String paused) {
        var run = paused + "-" + System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                var living = new LivingSession(open(run + "-living"))) {
            var token = acquire(run + "-kept", Map.of("session", living.session));
            var silent = open(run + "-silent");
            var lapsing = threads.submit(() -> timeHeld(run + "-lapsing", Map.of("session", silent)));
            var leased = threads.submit(() ->
                    timeHeld(run + "-leased", Map.of("session", living.session, "lease", LEASE.toSeconds() + "s")));
            awaitHeld(run + "-lapsing");
            awaitHeld(run + "-leased");

            cluster.pause(paused);
            LockSupport.parkNanos(PAUSE.toNanos());
            cluster.resume(paused);
            cluster.awaitReady(paused);

            assertThat(timeOf(lapsing)).as("a silent session's hold").isBetween(TTL, TTL.plus(LATE_MAX));
            assertThat(timeOf(leased)).as("a leased hold").isBetween(LEASE, LEASE.plus(LATE_MAX));
            assertThat(living.refusals).isEmpty();
            assertThat(living.renewals.get()).isGreaterThan(2);
            assertThat(inspect(run + "-kept").body().path("token").asString()).isEqualTo(token);
        }
    }

    /** From asking for the lock to the answer of the first read that sees it free. */
    private static Duration timeHeld(String lock, Map<String, String> request) {
        long asked = System.nanoTime();
        acquire(lock, request);
        Await.until(
                LEASE.plus(LATE_MAX).plus(LIMIT),
                lock + " to be free",
                () -> inspect(lock).body().path("state").asString(),
                "FREE"::equals);
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    private static void awaitHeld(String lock) {
        Await.until(
                LIMIT,
                lock + " to be held",
                () -> inspect(lock).body().path("state").asString(),
                "HELD"::equals);
    }

    private static String open(String name) {
        var body = Map.of("name", name, "ttl", TTL.toSeconds() + "s");
        return decided(node -> http.post(node, "/api/v1/sessions", body, name))
                .body()
                .path("session")
                .asString();
    }

    private static String acquire(String lock, Map<String, String> request) {
        var answered = decided(node -> http.post(node, "/api/v1/locks/" + lock + "/acquire", request, lock));
        assertThat(answered.status()).as("%s", answered).isEqualTo(200);
        return answered.body().path("token").asString();
    }

    private static Answered inspect(String lock) {
        return decided(node -> http.get(node, "/api/v1/locks/" + lock));
    }

    /** Asks one node after the other until one decides. */
    private static Answered decided(Function<String, Reply> attempt) {
        var turn = new AtomicInteger();
        var nodes = cluster.names();
        return (Answered) Await.until(
                LIMIT,
                "an answer",
                () -> attempt.apply(nodes.get(turn.getAndIncrement() % nodes.size())),
                Answered.class::isInstance);
    }

    private static Duration timeOf(Future<Duration> measured) {
        try {
            return measured.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A session whose client shows a sign of life three times in each of its leases. */
    private static final class LivingSession implements AutoCloseable {

        private final String session;
        private final Queue<Answered> refusals = new ConcurrentLinkedQueue<>();
        private final AtomicInteger renewals = new AtomicInteger();
        private final Thread thread;
        private volatile boolean stopping;

        LivingSession(String session) {
            this.session = session;
            this.thread = Thread.ofVirtual().start(this::live);
        }

        private void live() {
            while (!stopping) {
                var path = "/api/v1/sessions/" + session + "/keepalive";
                var answered = decided(node -> http.post(node, path, Map.of(), session + renewals));
                if (answered.status() == 200) {
                    renewals.incrementAndGet();
                } else {
                    refusals.add(answered);
                }
                LockSupport.parkNanos(TTL.toNanos() / 3);
            }
        }

        @Override
        public void close() {
            stopping = true;
            LockSupport.unpark(thread);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
