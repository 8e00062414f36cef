package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BurnInTest {

    /** The slices that are run if they cost this, the last of it for ever. */
    private static List<Duration> slices(Duration atMost, double... costs) throws Exception {
        var run = new ArrayList<Duration>();
        BurnIn.run(atMost, time -> {
            run.add(time);
            return costs[Math.min(run.size(), costs.length) - 1];
        });
        return run;
    }

    @Test
    void endsWhenNothingGetsCheaperAnyMore() throws Exception {
        assertThat(slices(Duration.ofHours(1), 1, 0.9, 0.5, 0.49, 0.5, 0.6)).hasSize(6);
    }

    @Test
    void aStepIsNotTheEnd() throws Exception {
        assertThat(slices(Duration.ofHours(1), 1, 1, 1, 0.5)).hasSize(4 + BurnIn.FLAT_SLICES);
    }

    @Test
    void takesNoLongerThanItMay() throws Exception {
        assertThat(slices(Duration.ofSeconds(50), 8, 4, 2, 1))
                .containsExactly(BurnIn.SLICE, BurnIn.SLICE, Duration.ofSeconds(10));
        assertThat(slices(Duration.ZERO, 1)).isEmpty();
    }
}
