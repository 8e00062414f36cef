package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.linearizability.LockMode;
import io.holdfast.linearizability.LockOutput;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.Answer.Released;
import io.holdfast.process.Answer.Seen;
import io.holdfast.process.Answer.Unknown;
import io.holdfast.process.LocksApi.AcquireRequest;
import io.holdfast.process.LocksApi.ReleaseRequest;
import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * A request that is repeated under its {@code Idempotency-Key}, because its answer did not arrive, has its effect once,
 * whoever leads and whichever node it is repeated at. The counts of reentrant holds would tell of a second effect.
 */
@Timeout(600)
class IdempotencyIT {

    private static final boolean SOAK = Boolean.getBoolean("holdfast.soak");
    private static final int REQUESTS = SOAK ? 500 : 25;
    private static final int REQUESTS_OF_EACH_OTHER_KIND = SOAK ? 50 : 3;
    private static final Duration IMPATIENCE = Duration.ofMillis(25);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration TTL = Duration.ofMinutes(30);
    private static final String OWNER = "retrier";

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;
    private static HttpApi http;
    private static LocksApi locks;
    private static HttpApi hastyHttp;
    private static LocksApi hastyLocks;
    private static String session;

    private final AtomicBoolean overcome = new AtomicBoolean();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger unheard = new AtomicInteger();

    @BeforeAll
    static void open() {
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("idempotency", 3)));
        http = new HttpApi(cluster::url, Duration.ofSeconds(3));
        locks = new LocksApi(http);
        hastyHttp = new HttpApi(cluster::url, IMPATIENCE);
        hastyLocks = new LocksApi(hastyHttp);
        session = Persistence.opened(locks, cluster.names(), OWNER, TTL);
    }

    @AfterAll
    static void close() {
        http.close();
        hastyHttp.close();
    }

    @Test
    void repeatedRequestsHaveOneEffectWhenTheLeaderIsKilled() {
        repeatWhile("kill", cluster::kill, cluster::start);
    }

    @Test
    void repeatedRequestsHaveOneEffectWhenTheLeaderIsAskedToEnd() {
        repeatWhile("stop", cluster::stop, cluster::start);
    }

    @Test
    void repeatedRequestsHaveOneEffectWhenTheLeaderIsPaused() {
        repeatWhile("pause", cluster::pause, cluster::resume);
    }

    @Test
    void repeatedRequestsHaveOneEffectWhenTheLeaderIsCutOff() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        repeatWhile("isolate", cluster::isolate, _ -> cluster.healAll());
    }

    private void repeatWhile(String what, Consumer<String> strike, Consumer<String> heal) {
        List<Callable<Void>> requests = new ArrayList<>();
        for (int number = 0; number < REQUESTS; number++) {
            var lock = what + "-" + number;
            boolean gives = number % 2 == 1;
            long token = gives ? takenTwice(lock) : 0;
            requests.add(() -> {
                if (gives) {
                    give(lock, token);
                } else {
                    take(lock);
                }
                return null;
            });
        }
        for (int number = 0; number < REQUESTS_OF_EACH_OTHER_KIND; number++) {
            requests.addAll(others(what + "-other-" + number));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = requests.stream().map(threads::submit).toList();
            try {
                Await.until(LIMIT, "every request to be under way", attempts::get, count -> count > REQUESTS);
                var leader = cluster.awaitLeader();
                strike.accept(leader);
                cluster.awaitLeaderOtherThan(leader);
                heal.accept(leader);
            } finally {
                overcome.set(true);
            }
            running.forEach(IdempotencyIT::await);
        }
        for (int number = 0; number < REQUESTS_OF_EACH_OTHER_KIND; number++) {
            assertPermitsAreOutOnce(what + "-other-" + number);
        }
        cluster.awaitReady();
        System.out.printf("%s: %d requests, %d attempts, %d unheard%n", what, REQUESTS, attempts.get(), unheard.get());
        assertThat(unheard.get()).as("attempts whose answer did not arrive").isGreaterThan(REQUESTS);
    }

    private static long takenTwice(String lock) {
        long token = 0;
        for (int count = 1; count <= 2; count++) {
            var key = lock + "-before-" + count;
            var answer = Persistence.decided(cluster.names(), LIMIT, node -> acquire(locks, node, lock, key));
            assertThat(answer).isInstanceOf(Granted.class);
            assertThat(((Granted) answer).holdCount()).isEqualTo(count);
            token = ((Granted) answer).token();
        }
        return token;
    }

    private void take(String lock) {
        var answer = repeated(lock, api -> node -> acquire(api, node, lock, lock));

        assertThat(answer).isInstanceOf(Granted.class);
        assertThat(((Granted) answer).holdCount()).isEqualTo(1);
        assertHeldOnce(lock, ((Granted) answer).token());
    }

    private void give(String lock, long token) {
        var request = new ReleaseRequest(lock, session, OWNER, token, false);
        var answer = repeated(lock, api -> node -> api.release(node, request, lock));

        assertThat(answer).isEqualTo(new Released(1));
        assertHeldOnce(lock, token);
    }

    /** Requests about all that is no lock, to be repeated as those about locks are. */
    private List<Callable<Void>> others(String name) {
        var permits = "/api/v1/semaphores/" + name;
        http.put(cluster.awaitLeader(), permits, Map.of("permits", 5), name + "-defined");
        var mine = Map.of("session", session, "owner", OWNER, "permits", 2);
        var held = decided(name + "-held", (api, node) -> api.post(node, permits + "/acquire", mine, name + "-held"));
        var back = Map.of(
                "session",
                session,
                "owner",
                OWNER,
                "token",
                held.body().path("token").asString(),
                "permits",
                1);
        return List.of(
                () -> {
                    repeated(name + "-take", (api, node) -> api.post(node, permits + "/acquire", mine, name + "-take"));
                    return null;
                },
                () -> {
                    var answer = repeated(
                            name + "-give", (api, node) -> api.post(node, permits + "/release", back, name + "-give"));
                    assertThat(answer.body().path("permits").asInt()).isEqualTo(1);
                    return null;
                },
                () -> {
                    campaign("/api/v1/elections/" + name, name + "-lead");
                    return null;
                },
                () -> {
                    join("/api/v1/groups/" + name, name + "-join");
                    return null;
                });
    }

    /** Each time it is sent another session is drawn for it: all answers have to tell the one that was opened. */
    private void campaign(String path, String key) {
        var body = Map.of("candidate", OWNER, "ttl", "30m");
        var won = repeated(key, (api, node) -> api.post(node, path + "/campaign", body, key))
                .body();

        for (var node : cluster.names()) {
            var seen = told(node, path);
            assertThat(seen.at("/leader/session")).isEqualTo(won.path("session"));
            assertThat(seen.at("/leader/term")).isEqualTo(won.path("term"));
            assertThat(seen.path("version")).as("elected once").isEqualTo(won.path("term"));
        }
    }

    private void join(String path, String key) {
        var body = Map.of("session", session, "value", "here");
        var joined = repeated(key, (api, node) -> api.put(node, path + "/members/" + OWNER, body, key))
                .body();

        for (var node : cluster.names()) {
            var seen = told(node, path);
            assertThat(seen.at("/members/0/joined")).isEqualTo(joined.path("joined"));
            assertThat(seen.path("version")).as("joined once").isEqualTo(joined.path("version"));
        }
    }

    /** One acquisition and one release of those that were repeated: of two and two that were taken, one came back. */
    private static void assertPermitsAreOutOnce(String name) {
        for (var node : cluster.names()) {
            assertThat(told(node, "/api/v1/semaphores/" + name).path("held").asInt())
                    .as("permits of %s at %s", name, node)
                    .isEqualTo(3);
        }
    }

    private static JsonNode told(String node, String path) {
        var reply = Await.until(
                LIMIT,
                node + " to tell of " + path,
                () -> http.get(node, path),
                answer -> answer instanceof Answered answered && answered.status() == 200);
        return ((Answered) reply).body();
    }

    private Answered repeated(String key, BiFunction<HttpApi, String, Reply> attempt) {
        List<String> nodes = new ArrayList<>(cluster.names());
        Collections.rotate(nodes, key.hashCode());
        for (int turn = 0; !overcome.get(); turn++) {
            var reply = attempt.apply(hastyHttp, nodes.get(turn % nodes.size()));
            attempts.incrementAndGet();
            if (reply instanceof Reply.Unknown) {
                unheard.incrementAndGet();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        var decided = decided(key, attempt);
        assertThat(decided.status()).as(key).isBetween(200, 201);
        for (var node : nodes) {
            var again = new Caller(List.of(node), 0)
                    .decided(LIMIT, one -> attempt.apply(http, one))
                    .orElseThrow();
            assertThat(again.status()).as("%s repeated at %s", key, node).isEqualTo(decided.status());
            assertThat(again.body()).as("%s repeated at %s", key, node).isEqualTo(decided.body());
        }
        return decided;
    }

    private static Answered decided(String key, BiFunction<HttpApi, String, Reply> attempt) {
        return new Caller(cluster.names(), key.length())
                .decided(LIMIT, node -> attempt.apply(http, node))
                .orElseThrow(() -> new AssertionError("undecided: " + key));
    }

    /** Sent over and over while the leader goes, then until it is answered, and then to every node once more. */
    private Answer repeated(String key, Function<LocksApi, Function<String, Answer>> attempt) {
        List<String> nodes = new ArrayList<>(cluster.names());
        Collections.rotate(nodes, key.hashCode());
        for (int turn = 0; !overcome.get(); turn++) {
            var answer = attempt.apply(hastyLocks).apply(nodes.get(turn % nodes.size()));
            attempts.incrementAndGet();
            if (answer instanceof Unknown) {
                unheard.incrementAndGet();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        var decided = Persistence.decided(nodes, LIMIT, attempt.apply(locks));
        for (var node : nodes) {
            assertThat(Persistence.decided(List.of(node), LIMIT, attempt.apply(locks)))
                    .as("%s repeated at %s", key, node)
                    .isEqualTo(decided);
        }
        return decided;
    }

    private static Answer acquire(LocksApi api, String node, String lock, String key) {
        var request = new AcquireRequest(lock, session, OWNER, LockMode.X, Duration.ZERO, TTL);
        return api.acquire(node, request, key);
    }

    private static void assertHeldOnce(String lock, long token) {
        for (var node : cluster.names()) {
            var told = Await.until(
                    LIMIT, node + " to tell of " + lock, () -> locks.inspect(node, lock), Seen.class::isInstance);
            assertThat(told).isEqualTo(new Seen(LockOutput.Seen.held(LockMode.X, token, Map.of(OWNER, 1))));
        }
    }

    private static void await(Future<Void> request) {
        try {
            request.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
