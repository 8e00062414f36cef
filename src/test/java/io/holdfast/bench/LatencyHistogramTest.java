package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void anEmptyOneHasNoPercentiles() {
        assertThat(histogram.total()).isZero();
        assertThat(histogram.percentileNanos(99)).isZero();
        assertThat(histogram.meanNanos()).isZero();
    }

    @Test
    void smallValuesAreExact() {
        for (int nanos = 1; nanos <= 200; nanos++) {
            histogram.record(nanos);
        }

        assertThat(histogram.percentileNanos(50)).isEqualTo(100);
        assertThat(histogram.percentileNanos(95)).isEqualTo(190);
        assertThat(histogram.percentileNanos(99)).isEqualTo(198);
        assertThat(histogram.percentileNanos(100)).isEqualTo(200);
        assertThat(histogram.meanNanos()).isEqualTo(100.5, within(1e-9));
    }

    @Test
    void everyValueLiesInABucketLessThanOnePercentWide() {
        long previousEdge = -1;
        for (int bucket = 0; bucket <= LatencyHistogram.bucketOf(LatencyHistogram.NANOS_MAX); bucket++) {
            long edge = LatencyHistogram.upperEdgeOf(bucket);
            assertThat(LatencyHistogram.bucketOf(previousEdge + 1)).isEqualTo(bucket);
            assertThat(LatencyHistogram.bucketOf(edge)).isEqualTo(bucket);
            assertThat(edge - previousEdge).isLessThanOrEqualTo(1 + edge / 100);
            previousEdge = edge;
        }
        assertThat(previousEdge).isEqualTo(LatencyHistogram.NANOS_MAX);
    }

    @Test
    void percentilesAgreeWithASortedListToOnePercent() {
        var random = new SplittableRandom(17);
        long[] all = random.longs(10_000, 50_000, 3_000_000_000L).toArray();
        for (long nanos : all) {
            histogram.record(nanos);
        }
        Arrays.sort(all);

        for (double percent : new double[] {1, 50, 90, 95, 99, 99.9}) {
            long exact = all[(int) Math.ceil(all.length * percent / 100) - 1];
            assertThat(histogram.percentileNanos(percent))
                    .isGreaterThanOrEqualTo(exact)
                    .isCloseTo(exact, Percentage.withPercentage(1));
        }
    }

    @Test
    void addingUpGivesWhatOneWouldHaveSeen() {
        var other = new LatencyHistogram();
        var both = new LatencyHistogram();
        for (long nanos = 1; nanos < 1_000_000; nanos += 997) {
            (nanos % 2 == 0 ? histogram : other).record(nanos);
            both.record(nanos);
        }

        histogram.add(other);

        assertThat(histogram.total()).isEqualTo(both.total());
        assertThat(histogram.maxNanos()).isEqualTo(both.maxNanos());
        assertThat(histogram.meanNanos()).isEqualTo(both.meanNanos());
        assertThat(histogram.percentileNanos(95)).isEqualTo(both.percentileNanos(95));
    }

    @Test
    void valuesOutsideTheRangeAreCountedAtItsEnds() {
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE);

        assertThat(histogram.percentileNanos(50)).isZero();
        assertThat(histogram.maxNanos()).isEqualTo(LatencyHistogram.NANOS_MAX);
    }
}
