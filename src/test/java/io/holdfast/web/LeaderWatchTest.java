package io.holdfast.web;

import static io.holdfast.web.ReplicaConsensus.N1;
import static io.holdfast.web.ReplicaConsensus.N2;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class LeaderWatchTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(60);

    private final ReplicaConsensus consensus = new ReplicaConsensus();
    private final LeaderWatch watch = new LeaderWatch(consensus);

    @Test
    void whoLeadsIsKnownAtOnce() {
        assertThat(watch.await(LONG)).isEqualTo(Target.HERE);

        consensus.follow(N2);

        assertThat(watch.await(LONG)).isEqualTo(new Target.There(N2));
    }

    @Test
    void aLeaderThatIsNotReadyIsNobodyYet() {
        consensus.follow(N1);

        assertThat(watch.now()).isEqualTo(Target.NOBODY);
    }

    @Test
    void anElectionIsWaitedFor() throws Exception {
        consensus.follow(null);
        var found = inBackground(() -> watch.await(LONG));
        assertNotDone(found);

        consensus.follow(N2);

        assertThat(found.get(10, TimeUnit.SECONDS)).isEqualTo(new Target.There(N2));
    }

    @Test
    void patienceRunsOut() {
        consensus.follow(null);

        assertThat(watch.await(SHORT)).isEqualTo(Target.NOBODY);
        assertThat(watch.await(Duration.ZERO)).isEqualTo(Target.NOBODY);
    }

    @Test
    void anotherLeaderIsWaitedFor() throws Exception {
        consensus.follow(N2);
        var found = inBackground(() -> watch.awaitOther(N2, LONG));
        assertNotDone(found);

        consensus.lead();

        assertThat(found.get(10, TimeUnit.SECONDS)).isEqualTo(Target.HERE);
    }

    @Test
    void whereNoOtherAppearsTheSameIsReturned() {
        consensus.follow(N2);

        assertThat(watch.awaitOther(N2, SHORT)).isEqualTo(new Target.There(N2));
    }

    @Test
    void workThatIsTiedToALeaderEndsWithIt() throws Exception {
        consensus.follow(N2);
        var work = new CompletableFuture<String>();
        watch.cancelUnlessLeads(N2, work);
        assertNotDone(work);

        consensus.lead();

        Assertions.assertThatThrownBy(() -> work.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void workGoesOnWhileNobodyElseLeads() throws Exception {
        consensus.follow(N2);
        var work = new CompletableFuture<String>();
        watch.cancelUnlessLeads(N2, work);

        consensus.follow(null);

        assertNotDone(work);
        work.complete("done");
    }

    private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
    }

    private static void assertNotDone(CompletableFuture<?> future) throws InterruptedException, ExecutionException {
        try {
            future.get(SHORT.toMillis(), TimeUnit.MILLISECONDS);
            Assertions.fail("done too early: " + future);
        } catch (TimeoutException _) {
            // as it should be
        }
    }
}
