package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapTest {

    @Test
    void theLongestLiesBetweenTwoSuccesses() {
        assertThat(Gap.longest(0, 100, List.of(90L, 10L, 40L, 80L))).isEqualTo(new Gap(40, 80));
    }

    @Test
    void theBoundsCountAsWell() {
        assertThat(Gap.longest(0, 100, List.of(60L, 70L))).isEqualTo(new Gap(0, 60));
        assertThat(Gap.longest(0, 100, List.of(10L, 20L))).isEqualTo(new Gap(20, 100));
        assertThat(Gap.longest(0, 100, List.of())).isEqualTo(new Gap(0, 100));
    }

    @Test
    void successesElsewhereDoNotCount() {
        assertThat(Gap.longest(0, 100, List.of(-5L, 50L, 100L, 105L)).length()).isEqualTo(Duration.ofNanos(50));
    }
}
