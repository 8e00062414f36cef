package io.holdfast.bench;

/** What one client saw between two instants. Only its own thread writes to it. */
final class Tally {

    private final long fromNanos;
    private final long untilNanos;
    private final LatencyHistogram latencies = new LatencyHistogram();
    private long errors;
    private long warmupErrors;
    private String firstError = "";

    Tally(long fromNanos, long untilNanos) {
        this.fromNanos = fromNanos;
        this.untilNanos = untilNanos;
    }

    /**
     * Counts a cycle if it ended inside the window: the servers' CPU time is read at the same two instants. One that was
     * still under way at the end shows in the maximum, or a cluster that hangs would look fast.
     */
    void cycle(long beganNanos, long endedNanos) {
        if (isInside(endedNanos)) {
            latencies.record(endedNanos - beganNanos);
        } else if (isOver(endedNanos) && !isOver(beganNanos)) {
            latencies.stretchMax(untilNanos - beganNanos);
        }
    }

    /** Errors of the warm-up are counted apart: they do not make a run invalid, but whoever reads it should know. */
    void error(long nowNanos, Exception error) {
        if (isInside(nowNanos)) {
            errors++;
        } else if (!isOver(nowNanos)) {
            warmupErrors++;
        }
        if (firstError.isEmpty() && !isOver(nowNanos)) {
            firstError = String.valueOf(error.getMessage());
        }
    }

    boolean isOver(long nowNanos) {
        return nowNanos - untilNanos >= 0;
    }

    LatencyHistogram latencies() {
        return latencies;
    }

    long errors() {
        return errors;
    }

    long warmupErrors() {
        return warmupErrors;
    }

    String firstError() {
        return firstError;
    }

    private boolean isInside(long nowNanos) {
        return nowNanos - fromNanos >= 0 && nowNanos - untilNanos < 0;
    }
}
