package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaderClockTest {

    private final AtomicLong nanos = new AtomicLong(7);
    private final LeaderClock clock = new LeaderClock(nanos::get);

    @Test
    void continuesFromTheLastStamp() {
        clock.start(1_000);
        pass(40);

        assertThat(clock.look()).isEqualTo(1_040);
    }

    @Test
    void losesNoFractionsOfAMillisecond() {
        clock.start(0);
        for (int i = 0; i < 1_000; i++) {
            nanos.addAndGet(300_000);
            clock.look();
        }

        assertThat(clock.look()).isEqualTo(300);
    }

    @Test
    void aStallCountsForOneStrideOnly() {
        clock.start(0);
        pass(60_000);

        assertThat(clock.look()).isEqualTo(LeaderClock.STRIDE_MILLIS_MAX);
        assertThat(clock.look()).isEqualTo(LeaderClock.STRIDE_MILLIS_MAX);
    }

    @Test
    void aStrideOfExactlyTheLimitCountsWhole() {
        clock.start(0);
        pass(LeaderClock.STRIDE_MILLIS_MAX);

        assertThat(clock.look()).isEqualTo(LeaderClock.STRIDE_MILLIS_MAX);
    }

    @Test
    void whatItCountedBeforeItLedDoesNotCount() {
        for (int look = 0; look < 100; look++) {
            pass(LeaderClock.LOOK_MILLIS);
            clock.look();
        }

        clock.start(1_000);

        assertThat(clock.look()).isEqualTo(1_000);
    }

    private void pass(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }
}
