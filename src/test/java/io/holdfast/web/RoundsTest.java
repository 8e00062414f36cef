package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoundsTest {

    /** Enough for the thread to be there before {@code start} has returned, in some of them. */
    private static final int STARTS = 2_000;

    @Test
    void whatIsStartedIsDoneHoweverSoonItsThreadRuns() throws InterruptedException {
        var done = new Semaphore(0);
        var rounds = new Rounds("often", Duration.ofHours(1), done::release);

        for (int start = 1; start <= STARTS; start++) {
            rounds.start();
            assertThat(done.tryAcquire(20, TimeUnit.SECONDS))
                    .as("start " + start)
                    .isTrue();
            rounds.stop();
        }

        assertThat(rounds.isRunning()).isFalse();
    }

    @Test
    void aRoundThatFailsIsFollowedByAnother() throws InterruptedException {
        var tried = new Semaphore(0);
        var rounds = new Rounds("failing", Duration.ofMillis(1), () -> {
            tried.release();
            throw new IllegalStateException("this time as well");
        });

        rounds.start();

        assertThat(tried.tryAcquire(3, 20, TimeUnit.SECONDS)).isTrue();
        rounds.stop();
    }
}
