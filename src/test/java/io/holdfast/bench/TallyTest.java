package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally(1_000, 2_000);

    @Test
    void cyclesThatEndInTheWindowCount() {
        tally.cycle(500, 999);
        tally.cycle(900, 1_000);
        tally.cycle(1_500, 1_999);
        tally.cycle(1_999, 2_000);

        assertThat(tally.latencies().total()).isEqualTo(2);
        assertThat(tally.latencies().maxNanos()).isEqualTo(499);
    }

    @Test
    void aCycleThatOutlastsTheWindowShowsInTheMaximumOnly() {
        tally.cycle(1_100, 9_000);

        assertThat(tally.latencies().total()).isZero();
        assertThat(tally.latencies().maxNanos()).isEqualTo(900);
    }

    @Test
    void errorsOfTheWarmUpAreCountedApart() {
        tally.error(999, new IOException("early"));
        tally.error(1_000, new IOException("first"));
        tally.error(1_001, new IOException("second"));

        tally.error(2_000, new IOException("late"));

        assertThat(tally.warmupErrors()).isEqualTo(1);
        assertThat(tally.errors()).isEqualTo(2);
        assertThat(tally.firstError()).isEqualTo("early");
    }
}
