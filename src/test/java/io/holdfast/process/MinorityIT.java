package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.linearizability.LockMode;
import io.holdfast.process.Answer.Unavailable;
import io.holdfast.process.Answer.Unknown;
import io.holdfast.process.LocksApi.AcquireRequest;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a node says that cannot reach a majority: nothing old and nothing late, and afterwards it fits in again. */
@Timeout(300)
class MinorityIT {

    /** The read timeout is two seconds, and so is the time that a change waits for a leader. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    /** A change that was on its way when the majority went is given up after ten seconds. */
    private static final Duration OUTCOME_LIMIT = Duration.ofSeconds(13);

    private static final Duration CONVERGENCE_LIMIT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int READS = 4;
    private static final int TERMS_A_HEAL = 3;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;
    private static HttpApi http;
    private static LocksApi locks;

    @BeforeAll
    static void open() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("minority", 3)));
        http = new HttpApi(cluster::url, Duration.ofSeconds(30));
        locks = new LocksApi(http);
    }

    @AfterAll
    static void close() {
        if (http != null) {
            http.close();
        }
    }

    @AfterEach
    void heal() {
        cluster.healAll();
        cluster.awaitReady();
    }

    @Test
    void aLeaderThatIsCutOffAnswersThatNobodyLeads() {
        var leader = cluster.awaitLeader();

        assertTellsNothingUntilHealed("leader", leader, () -> {
            cluster.isolate(leader);
            var first = timed(OUTCOME_LIMIT, () -> acquire(leader, "leader-first"));
            assertThat(first).isInstanceOfAny(Unavailable.class, Unknown.class);
            assertChangesNothing(leader, "leader-later");
        });
    }

    /** It sends its clients to the leader until it notices that it no longer hears of it. */
    @Test
    void aFollowerThatIsCutOffAnswersThatNobodyLeads() {
        var follower = cluster.namesWithout(cluster.awaitLeader()).getFirst();

        assertTellsNothingUntilHealed("follower", follower, () -> {
            cluster.isolate(follower);
            Await.until(
                    OUTCOME_LIMIT,
                    follower + " to notice",
                    () -> cluster.view(follower).leader(),
                    String::isEmpty);
            assertChangesNothing(follower, "follower-later");
        });
    }

    @Test
    void aFollowerThatHearsAndIsNotHeardTellsNothingOld() {
        var follower = cluster.namesWithout(cluster.awaitLeader()).getLast();

        assertTellsNothingUntilHealed(
                "mute", follower, () -> cluster.namesWithout(follower).forEach(peer -> cluster.mute(follower, peer)));
    }

    private static void assertChangesNothing(String node, String lock) {
        for (int turn = 0; turn < 2; turn++) {
            var change = timed(ANSWER_LIMIT, () -> acquire(node, lock));
            assertThat(change).isInstanceOfSatisfying(Unavailable.class, MinorityIT::assertNobodyLeads);
        }
    }

    private static void assertTellsNothingUntilHealed(String what, String node, Runnable cutOff) {
        var before = new Holdings(cluster, locks, what + "-before");
        before.take(5);
        long term = cluster.view(node).term();
        cutOff.run();
        var majority = cluster.namesWithout(node);
        var meanwhile = new Holdings(cluster, locks, what + "-meanwhile", majority);
        meanwhile.take(5);

        for (int read = 0; read < READS; read++) {
            var told = timed(ANSWER_LIMIT, () -> locks.inspect(node, what + "-meanwhile-0000"));
            assertThat(told).isInstanceOfSatisfying(Unavailable.class, MinorityIT::assertNobodyLeads);
        }
        majority.forEach(meanwhile::assertAllToldBy);

        cluster.healAll();
        cluster.awaitReady(node, CONVERGENCE_LIMIT);
        var leader = cluster.awaitLeader();
        cluster.names().forEach(meanwhile::assertAllToldBy);
        cluster.names().forEach(before::assertAllToldBy);
        long terms = cluster.view(leader).term() - term;
        System.out.printf("%s cut off and back: %d terms%n", what, terms);
        assertThat(terms).isLessThanOrEqualTo(TERMS_A_HEAL);
    }

    private static void assertNobodyLeads(Unavailable answer) {
        assertThat(answer.why()).startsWith("503 no-leader");
    }

    private static Answer acquire(String node, String lock) {
        var request = new AcquireRequest(lock, null, "stranded", LockMode.X, Duration.ZERO, LIMIT);
        return locks.acquire(node, request, lock + "-" + System.nanoTime());
    }

    private static <T> T timed(Duration limit, Supplier<T> question) {
        long begun = System.nanoTime();
        var answer = question.get();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .as("time to %s", answer)
                .isLessThan(limit);
        return answer;
    }
}
