package io.holdfast.cache.web;

import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.CacheLabels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of reads on this node, by cache. A bounded number of caches are told apart in the metrics. */
final class Gets {

    /** Caches that are counted at all, deleted ones included that nobody has deleted here. */
    private static final int COUNTED_MAX = 10_000;

    /** What became of a read. */
    enum Kind {
        /** From a line of this node. */
        HIT_LOCAL,
        /** From the home. */
        HIT_LEADER,
        /** It is known that there is none. */
        NEGATIVE,
        STALE,
        MISS,
        /** It was waited for, and filled by another. */
        FILL_WAIT
    }

    /** The counts of one cache, by kind. */
    private record Row(List<LongAdder> counts, List<Counter> meters) {}

    private final MeterRegistry registry;
    private final Map<CacheName, Row> rows = new ConcurrentHashMap<>();

    Gets(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(CacheName cache, Kind kind) {
        var row = rows.get(cache);
        if (row == null) {
            if (rows.size() >= COUNTED_MAX) {
                return;
            }
            row = rows.computeIfAbsent(cache, this::row);
        }
        row.counts().get(kind.ordinal()).increment();
        row.meters().get(kind.ordinal()).increment();
    }

    private Row row(CacheName cache) {
        var name = CacheLabels.of(cache, rows.size());
        var counts = new ArrayList<LongAdder>();
        var meters = new ArrayList<Counter>();
        for (var kind : Kind.values()) {
            counts.add(new LongAdder());
            meters.add(Counter.builder("holdfast.cache.gets")
                    .description("Reads of entries on this node")
                    .tag("cache", name)
                    .tag("result", kind.name().toLowerCase(Locale.ROOT))
                    .register(registry));
        }
        return new Row(counts, meters);
    }

    /** What has been counted on this node since it started. */
    Map<Kind, Long> of(CacheName cache) {
        var row = rows.get(cache);
        var counts = new EnumMap<Kind, Long>(Kind.class);
        for (var kind : Kind.values()) {
            counts.put(kind, row == null ? 0L : row.counts().get(kind.ordinal()).sum());
        }
        return counts;
    }

    /** A cache that is gone is counted no more. */
    void forget(CacheName cache) {
        rows.remove(cache);
    }
}
