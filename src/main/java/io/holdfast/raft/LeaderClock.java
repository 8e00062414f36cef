package io.holdfast.raft;

import java.util.function.LongSupplier;

/**
 * Cluster time on the leader: the last stamp in the log when it became ready, and what its own monotonic clock has
 * counted since. It is looked at every {@value #LOOK_MILLIS} ms and advances at most {@value #STRIDE_MILLIS_MAX} ms
 * from one look to the next, so that a stall of the leader (a pause, a suspended machine) does not count: whoever tried
 * to be heard meanwhile is heard before anything expires.
 */
final class LeaderClock {

    static final long LOOK_MILLIS = 50;
    static final long STRIDE_MILLIS_MAX = 250;

    private final LongSupplier nanos;
    private long millis;
    private long lookedNanos;

    LeaderClock(LongSupplier nanos) {
        this.nanos = nanos;
        this.lookedNanos = nanos.getAsLong();
    }

    /**
     * Takes up where the log's last stamp stands, whatever was counted here before: time that this node counted while it
     * followed, or that it stamped on entries which were lost, has not passed for the cluster.
     */
    synchronized void start(long lastStampMillis) {
        millis = lastStampMillis;
        lookedNanos = nanos.getAsLong();
    }

    /** Advances to now, or as far as one stride goes. */
    synchronized long look() {
        long now = nanos.getAsLong();
        long passed = (now - lookedNanos) / 1_000_000;
        if (passed > STRIDE_MILLIS_MAX) {
            millis += STRIDE_MILLIS_MAX;
            lookedNanos = now;
        } else {
            millis += passed;
            lookedNanos += passed * 1_000_000;
        }
        return millis;
    }
}
