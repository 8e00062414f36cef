package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.CacheLabels;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cache.line.ToNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What homes count, copies that are called back by cache. A bounded number of caches are told apart in the metrics. */
final class HomeMeters {

    /** Caches that are counted at all, deleted ones included. */
    private static final int COUNTED_MAX = 10_000;

    /** The counts of one cache; those behind the meters may have to be shared with others. */
    private static final class Row {
        private final LongAdder sent = new LongAdder();
        private final LongAdder acknowledged = new LongAdder();
        private final LongAdder answers = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final LongAdder waits = new LongAdder();
        private final Counter sentMeter;
        private final Counter acknowledgedMeter;
        private final Timer acknowledgement;
        private final Counter waitsMeter;

        private Row(MeterRegistry registry, String cache) {
            this.sentMeter = invalidations(registry, cache, "sent");
            this.acknowledgedMeter = invalidations(registry, cache, "acknowledged");
            this.acknowledgement = Timer.builder("holdfast.cache.acknowledgement")
                    .tag("cache", cache)
                    .description("How long nodes take to say that they have dropped copies")
                    .register(registry);
            this.waitsMeter = Counter.builder("holdfast.cache.lease.waits")
                    .tag("cache", cache)
                    .description("How often changes had to wait for the end of a node's lease")
                    .register(registry);
        }

        private static Counter invalidations(MeterRegistry registry, String cache, String event) {
            return Counter.builder("holdfast.cache.invalidations")
                    .tag("cache", cache)
                    .tag("event", event)
                    .description("Orders to drop copies, and what became of them")
                    .register(registry);
        }
    }

    private final MeterRegistry registry;
    private final Map<CacheName, Row> rows = new ConcurrentHashMap<>();
    private final Counter lapses;
    private final Timer waitForCopies;
    private final Timer waitForCommit;

    HomeMeters(MeterRegistry registry) {
        this.registry = registry;
        this.lapses = Counter.builder("holdfast.cache.lease.lapses")
                .description("Leases of nodes that were found to have ended")
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

    private @Nullable Row row(CacheName cache) {
        return rows.size() < COUNTED_MAX
                ? rows.computeIfAbsent(cache, name -> new Row(registry, CacheLabels.of(name, rows.size())))
                : rows.get(cache);
    }

    void sent(ToNode order) {
        var cache = switch (order) {
            case ToNode.Invalidate one -> one.key().cache();
            case ToNode.InvalidateTags one -> one.cache();
            case ToNode.Downgrade _ -> null;
        };
        var row = cache == null ? null : row(cache);
        if (row != null) {
            row.sent.increment();
            row.sentMeter.increment();
        }
    }

    /** A node has followed all of these, after so long. */
    void acknowledged(Talk.Orders orders, long nanos) {
        var counts = new TreeMap<CacheName, Integer>();
        orders.lines().forEach(order -> counts.merge(order.key().cache(), 1, Integer::sum));
        orders.tags().forEach(order -> counts.merge(order.cache(), 1, Integer::sum));
        counts.forEach((cache, count) -> {
            var row = row(cache);
            if (row != null) {
                row.acknowledged.add(count);
                row.acknowledgedMeter.increment(count);
                row.answers.increment();
                row.nanos.add(nanos);
                row.acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
            }
        });
    }

    void lapsed() {
        lapses.increment();
    }

    /** Changes of the cache have waited for the end of a node's lease. */
    void waited(CacheName cache) {
        var row = row(cache);
        if (row != null) {
            row.waits.increment();
            row.waitsMeter.increment();
        }
    }

    void cleared(long nanos) {
        waitForCopies.record(nanos, TimeUnit.NANOSECONDS);
    }

    void committed(long nanos) {
        waitForCommit.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** What has been counted of the cache since this node started. */
    LineViews.CallBacks of(CacheName cache) {
        var row = rows.get(cache);
        if (row == null) {
            return LineViews.CallBacks.NONE;
        }
        long answers = row.answers.sum();
        double meanMillis = answers == 0 ? 0 : row.nanos.sum() / (1e6 * answers);
        return new LineViews.CallBacks(row.sent.sum(), row.acknowledged.sum(), meanMillis, row.waits.sum());
    }
}
