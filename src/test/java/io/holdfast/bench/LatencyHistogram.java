package io.holdfast.bench;

/**
 * Counts latencies in buckets whose width grows with the value, so that any percentile is exact to 0.8 %.
 *
 * <p>Values below 256 have a bucket each; above, every power of two is split into 128. One client writes to its own
 * histogram without locking; they are added up when all clients have stopped.
 */
final class LatencyHistogram {

    static final long NANOS_MAX = (1L << 40) - 1;

    private static final int SPLIT_BITS = 7;
    private static final int SPLIT = 1 << SPLIT_BITS;

    private final long[] counts = new long[bucketOf(NANOS_MAX) + 1];
    private long total;
    private long sumNanos;
    private long maxNanos;

    void record(long nanos) {
        long clamped = Math.clamp(nanos, 0, NANOS_MAX);
        counts[bucketOf(clamped)]++;
        total++;
        sumNanos += clamped;
        maxNanos = Math.max(maxNanos, clamped);
    }

    /** Something took at least that long, but is not to be counted. */
    void stretchMax(long nanos) {
        maxNanos = Math.max(maxNanos, nanos);
    }

    void add(LatencyHistogram other) {
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] += other.counts[bucket];
        }
        total += other.total;
        sumNanos += other.sumNanos;
        maxNanos = Math.max(maxNanos, other.maxNanos);
    }

    long total() {
        return total;
    }

    long maxNanos() {
        return maxNanos;
    }

    double meanNanos() {
        return total == 0 ? 0 : (double) sumNanos / total;
    }

    /** The smallest bucket's upper edge below which at least {@code percent} of the values lie; 0 when there are none. */
    long percentileNanos(double percent) {
        if (total == 0) {
            return 0;
        }
        long wanted = Math.max(1, (long) Math.ceil(total * percent / 100));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted) {
                return Math.min(upperEdgeOf(bucket), maxNanos);
            }
        }
        return maxNanos;
    }

    static int bucketOf(long nanos) {
        if (nanos < 2 * SPLIT) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - SPLIT_BITS;
        return shift * SPLIT + (int) (nanos >>> shift);
    }

    static long upperEdgeOf(int bucket) {
        if (bucket < 2 * SPLIT) {
            return bucket;
        }
        int shift = bucket / SPLIT - 1;
        long lead = bucket - (long) shift * SPLIT;
        return ((lead + 1) << shift) - 1;
    }
}
