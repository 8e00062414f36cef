package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A candidate that was alone for a while has the vote of a node as soon as that node is back. */
@Timeout(300)
class VoterReturnIT {

    /** Long enough for a channel that is left alone to wait ten seconds and more between two attempts. */
    private static final Duration ALONE = Duration.ofSeconds(30);

    private static final Duration ELECTION_LIMIT = Duration.ofSeconds(5);

    @RegisterExtension
    final Evidence evidence = new Evidence();

    @Test
    void aCandidateNeedsNotWaitForANodeThatIsBack() {
        var cluster = evidence.of(ProcessCluster.open(ClusterPlan.of("voter-return", 3)));
        try (var http = new HttpApi(cluster::url, Duration.ofSeconds(3))) {
            var holdings = new Holdings(cluster, new LocksApi(http), "voters");
            var leader = cluster.awaitLeader();
            var late = cluster.namesWithout(leader).getFirst();
            var candidate = cluster.namesWithout(leader).getLast();
            cluster.kill(late);
            // Only the candidate can win now: the other has less of the log.
            holdings.take(3);
            cluster.kill(leader);
            LockSupport.parkNanos(ALONE.toNanos());

            cluster.start(late);
            Await.until(
                    Duration.ofSeconds(60),
                    late + " to take part again",
                    () -> cluster.logs(late),
                    log -> log.contains("recovered node="));
            long back = System.nanoTime();
            assertThat(cluster.awaitLeader()).isEqualTo(candidate);
            var waited = Duration.ofNanos(System.nanoTime() - back);

            System.out.printf("a leader %d ms after the voter was back%n", waited.toMillis());
            assertThat(waited).isLessThan(ELECTION_LIMIT);
            holdings.assertAllToldBy(candidate);
        }
    }
}
