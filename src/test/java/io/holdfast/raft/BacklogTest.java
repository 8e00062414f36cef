package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.session.SessionCommand.EndSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BacklogTest {

    private static final int SMALL = 100;

    private final Backlog backlog = new Backlog();

    @Test
    void itHoldsSoManyBytesAndNoMore() {
        int large = 1 << 20;
        offer((int) (Backlog.BYTES_MAX / large), large);

        assertThat(backlog.offer(proposal(1, 0))).isFalse();
    }

    @Test
    void theFirstRequestGoesAtOnceAndTheRestShareTheNextEntry() throws InterruptedException {
        offer(1, SMALL);
        assertThat(backlog.start()).hasSize(1);

        offer(10, SMALL);
        var next = CompletableFuture.supplyAsync(this::start, Thread::startVirtualThread);
        assertThat(next).isNotDone();
        offer(10, SMALL);
        backlog.ended();

        assertThat(next.join()).hasSize(20);
        assertThat(backlog.size()).isZero();
    }

    @Test
    void aLargeBacklogDoesNotWaitForTheEntryUnderWay() throws InterruptedException {
        offer(1, SMALL);
        backlog.start();

        offer(Backlog.WORTH_REQUESTS, SMALL);
        assertThat(backlog.start()).hasSize(Backlog.WORTH_REQUESTS);
        offer(1, Backlog.WORTH_BYTES);
        assertThat(backlog.start()).hasSize(1);
    }

    @Test
    void noMoreThanSoManyEntriesAreUnderWay() {
        for (int i = 0; i < Backlog.UNDER_WAY_MAX; i++) {
            assertThat(backlog.startEmpty()).isTrue();
        }
        assertThat(backlog.startEmpty()).isFalse();
        backlog.ended();
        assertThat(backlog.startEmpty()).isTrue();
    }

    @Test
    void anEntryHoldsSoManyRequestsAndBytesButAlwaysOne() throws InterruptedException {
        offer(Backlog.ENTRY_REQUESTS_MAX + 1, SMALL);
        assertThat(backlog.start()).hasSize(Backlog.ENTRY_REQUESTS_MAX);
        backlog.ended();
        assertThat(backlog.start()).hasSize(1);
        backlog.ended();

        offer(3, Backlog.ENTRY_BYTES_MAX / 2);
        assertThat(backlog.start()).hasSize(2);
        assertThat(backlog.start()).hasSize(1);
        backlog.ended();

        offer(2, Backlog.ENTRY_BYTES_MAX + 1);
        assertThat(backlog.start()).hasSize(1);
    }

    @Test
    void aFullBacklogRefuses() {
        offer(Backlog.REQUESTS_MAX, SMALL);
        assertThat(backlog.offer(proposal(SMALL, 0))).isFalse();
    }

    @Test
    void whoeverWouldWaitForLongIsRefusedAtOnce() throws InterruptedException {
        backlog.offer(proposal(SMALL, 0));

        assertThat(backlog.offer(proposal(SMALL, Backlog.WAIT_NANOS_MAX))).isTrue();
        assertThat(backlog.offer(proposal(SMALL, Backlog.WAIT_NANOS_MAX + 1))).isFalse();
        backlog.start();
        assertThat(backlog.offer(proposal(SMALL, Backlog.WAIT_NANOS_MAX + 1)))
                .as("its entry has not ended")
                .isFalse();
        backlog.ended();
        assertThat(backlog.offer(proposal(SMALL, Backlog.WAIT_NANOS_MAX + 1))).isTrue();
    }

    @Test
    void anEntryWithoutRequestsKeepsNobodyWaiting() {
        backlog.startEmpty();

        assertThat(backlog.offer(proposal(SMALL, Backlog.WAIT_NANOS_MAX + 1))).isTrue();
    }

    @Test
    void whatIsOldIsTakenOut() {
        backlog.offer(proposal(SMALL, 10));
        backlog.offer(proposal(SMALL, 20));

        assertThat(backlog.takeOlderThan(20)).hasSize(1);
        assertThat(backlog.size()).isOne();
    }

    private List<Batch.Proposal> start() {
        try {
            return backlog.start();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void offer(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            assertThat(backlog.offer(proposal(bytes, 0))).isTrue();
        }
    }

    private static Batch.Proposal proposal(int bytes, long nanos) {
        var request = new Request(null, 0, null, new EndSession(new SessionId(1, 1)));
        return new Batch.Proposal(request, new byte[bytes], new CompletableFuture<>(), nanos, null);
    }
}
