package io.holdfast.cache.coherence;

import io.holdfast.cache.line.ToNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What homes count. */
final class HomeMeters {

    private final Counter invalidations;
    private final Counter acknowledged;
    private final Counter lapses;
    private final Timer acknowledgement;
    private final Timer waitForCopies;
    private final Timer waitForCommit;

    HomeMeters(MeterRegistry registry) {
        this.invalidations = Counter.builder("holdfast.cache.invalidations")
                .tag("event", "sent")
                .description("Orders to drop copies, and what became of them")
                .register(registry);
        this.acknowledged = Counter.builder("holdfast.cache.invalidations")
                .tag("event", "acknowledged")
                .description("Orders to drop copies, and what became of them")
                .register(registry);
        this.lapses = Counter.builder("holdfast.cache.lease.lapses")
                .description("Leases of nodes that were found to have ended")
                .register(registry);
        this.acknowledgement = Timer.builder("holdfast.cache.acknowledgement")
                .description("How long nodes take to say that they have dropped copies")
                .register(registry);
        this.waitForCopies = waiting(registry, "copies");
        this.waitForCommit = waiting(registry, "commit");
    }

    private static Timer waiting(MeterRegistry registry, String phase) {
        return Timer.builder("holdfast.cache.write.wait")
                .tag("phase", phase)
                .description("How long changes wait for copies to go, and then for the log")
                .register(registry);
    }

    void sent(ToNode order) {
        if (!(order instanceof ToNode.Downgrade)) {
            invalidations.increment();
        }
    }

    void acknowledged(int orders, long nanos) {
        acknowledged.increment(orders);
        acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
    }

    void lapsed() {
        lapses.increment();
    }

    void cleared(long nanos) {
        waitForCopies.record(nanos, TimeUnit.NANOSECONDS);
    }

    void committed(long nanos) {
        waitForCommit.record(nanos, TimeUnit.NANOSECONDS);
    }
}
