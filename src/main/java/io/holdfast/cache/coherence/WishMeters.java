package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.CacheLabels;
import io.holdfast.cache.edge.LineViews;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What has come of this node's wishes, by cache. A bounded number of caches are told apart in the metrics. */
final class WishMeters {

    /** Caches that are counted at all, deleted ones included. */
    private static final int COUNTED_MAX = 10_000;

    /** The counts of one cache; those behind the meters may have to be shared with others. */
    private static final class Row {
        private final LongAdder kept = new LongAdder();
        private final LongAdder vain = new LongAdder();
        private final Counter keptMeter;
        private final Counter vainMeter;

        private Row(MeterRegistry registry, String cache) {
            this.keptMeter = meter(registry, cache, "kept");
            this.vainMeter = meter(registry, cache, "vain");
        }

        private static Counter meter(MeterRegistry registry, String cache, String result) {
            return Counter.builder("holdfast.cache.wishes")
                    .tag("cache", cache)
                    .tag("result", result)
                    .description(
                            "Copies that this node wanted back when they were called back, and whether it has kept another")
                    .register(registry);
        }
    }

    private final MeterRegistry registry;
    private final Map<CacheName, Row> rows = new ConcurrentHashMap<>();

    WishMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    private @Nullable Row row(CacheName cache) {
        return rows.size() < COUNTED_MAX
                ? rows.computeIfAbsent(cache, name -> new Row(registry, CacheLabels.of(name, rows.size())))
                : rows.get(cache);
    }

    /** A wish is over. */
    void ended(CacheName cache, boolean isKept) {
        var row = row(cache);
        if (row != null) {
            (isKept ? row.kept : row.vain).increment();
            (isKept ? row.keptMeter : row.vainMeter).increment();
        }
    }

    /** What has been counted of the cache since this node started. */
    LineViews.Wishes of(CacheName cache) {
        var row = rows.get(cache);
        return row == null ? LineViews.Wishes.NONE : new LineViews.Wishes(row.kept.sum(), row.vain.sum());
    }
}
