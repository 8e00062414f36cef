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
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A request that is repeated under its {@code Idempotency-Key}, because its answer did not arrive, has its effect once,
 * whoever leads and whichever node it is repeated at. The counts of reentrant holds would tell of a second effect.
 */
@Timeout(600)
class IdempotencyIT {

    private static final boolean SOAK = Boolean.getBoolean("holdfast.soak");
    private static final int REQUESTS = SOAK ? 500 : 25;
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
