package io.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeededTest {

    @Test
    void oneSeedDrawsTheSameEveryTime() {
        assertThat(drawn(new Seeded(7))).isEqualTo(drawn(new Seeded(7))).isNotEqualTo(drawn(new Seeded(8)));
    }

    @Test
    void boundsAreDrawnToo() {
        var seeded = new Seeded(1);

        var drawn = IntStream.range(0, 100).mapToLong(_ -> seeded.between(3, 5)).boxed();

        assertThat(drawn).contains(3L, 4L, 5L).allMatch(value -> value >= 3 && value <= 5);
    }

    @Test
    void nothingIsCertainBelowAHundredPercent() {
        var seeded = new Seeded(1);

        assertThat(IntStream.range(0, 1_000).filter(_ -> seeded.percent(50)).count())
                .isBetween(400L, 600L);
        assertThat(IntStream.range(0, 1_000).allMatch(_ -> seeded.percent(100))).isTrue();
        assertThat(IntStream.range(0, 1_000).noneMatch(_ -> seeded.percent(0))).isTrue();
    }

    private static List<Long> drawn(Seeded seeded) {
        return IntStream.range(0, 20).mapToObj(_ -> seeded.bits()).toList();
    }
}
