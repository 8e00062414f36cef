package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfTest {

    private static final int DRAWS = 200_000;

    @Test
    void eachNumberComesAsOftenAsItsRankSays() {
        var zipf = Zipf.of(100, 1, 42);
        int[] seen = new int[100];

        IntStream.range(0, DRAWS).forEach(draw -> seen[zipf.next()]++);

        double harmonic =
                IntStream.rangeClosed(1, 100).mapToDouble(rank -> 1.0 / rank).sum();
        assertThat(seen[0] / (double) DRAWS).isCloseTo(1 / harmonic, within(0.005));
        assertThat(seen[1] / (double) DRAWS).isCloseTo(1 / harmonic / 2, within(0.005));
        assertThat(seen[99] / (double) DRAWS).isCloseTo(1 / harmonic / 100, within(0.001));
    }

    @Test
    void theSameSeedDrawsTheSameNumbers() {
        var one = Zipf.of(10_000, 0.99, 7);
        var other = one.seeded(7);

        for (int draw = 0; draw < 1_000; draw++) {
            assertThat(other.next()).isEqualTo(one.next());
        }
    }
}
