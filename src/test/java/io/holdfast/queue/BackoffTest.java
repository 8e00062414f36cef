package io.holdfast.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final QueueSettings SETTINGS = new QueueStage.Wish().settings();

    private static LongStream delays(int failures) {
        return LongStream.range(0, 1_000).map(message -> Backoff.of(SETTINGS, message << 10, failures));
    }

    @Test
    void itDoublesWithEachFailureLessUpToAQuarter() {
        assertThat(delays(1).boxed()).allMatch(delay -> delay >= 750 && delay <= 1_000);
        assertThat(delays(4).boxed()).allMatch(delay -> delay >= 6_000 && delay <= 8_000);
    }

    @Test
    void itNeverExceedsItsBound() {
        assertThat(delays(QueueLimits.FAILURES_MAX).boxed()).allMatch(delay -> delay >= 45_000 && delay <= 60_000);
    }

    @Test
    void messagesThatFailedTogetherComeBackApart() {
        assertThat(delays(4).distinct().count()).isGreaterThan(600);
    }

    @Test
    void aQueueWithoutItDoesNotWait() {
        var wish = new QueueStage.Wish();
        wish.backoff = 0;

        assertThat(Backoff.of(wish.settings(), 77, 1)).isZero();
    }
}
