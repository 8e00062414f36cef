package io.holdfast.lock.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Measures acquisitions by outcome, including the time in the queue that a request was held for. */
final class AcquireTimer {

    private final Timer granted;
    private final Timer waiting;
    private final Timer timedOut;
    private final Timer refused;

    AcquireTimer(MeterRegistry meters) {
        granted = timer(meters, "granted");
        waiting = timer(meters, "waiting");
        timedOut = timer(meters, "timed-out");
        refused = timer(meters, "refused");
    }

    private static Timer timer(MeterRegistry meters, String outcome) {
        return Timer.builder("holdfast.lock.acquire")
                .description("Acquisitions of locks, from the request to its answer")
                .tag("outcome", outcome)
                .register(meters);
    }

    void record(int status, long nanos) {
        var timer = switch (status) {
            case 200 -> granted;
            case 202 -> waiting;
            case 408 -> timedOut;
            default -> refused;
        };
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
