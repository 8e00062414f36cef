package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallsTest {

    @Test
    void noMoreIsLostThanThereIs() throws InterruptedException {
        try (var stalls = new Stalls()) {
            long begun = System.nanoTime();
            Thread.sleep(200);
            var time = new Gap(begun, System.nanoTime());

            assertThat(stalls.worst(time)).isLessThanOrEqualTo(stalls.lost(time));
            assertThat(stalls.lost(time)).isLessThan(time.length());
        }
    }

    @Test
    void aTimeInWhichNothingWasMeasuredLostNothing() {
        try (var stalls = new Stalls()) {
            assertThat(stalls.lost(new Gap(0, 1))).isEqualTo(Duration.ZERO);
            assertThat(stalls.worst(new Gap(0, 1))).isEqualTo(Duration.ZERO);
        }
    }
}
