package io.holdfast.cache.web;

import static io.holdfast.cache.CachesPrimitive.CACHES;

import io.holdfast.cache.CacheAnswer.PartView;
import io.holdfast.cache.CacheInquiry.OfPart;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.CacheLabels;
import io.holdfast.cluster.Consensus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of the parts of caches that this node leads, so that the sums over all nodes are those of the caches. A bounded
 * number of caches are told apart, by name; the rest is told as one.
 */
final class CacheMeters {

    static final Duration PAUSE = Duration.ofSeconds(10);
    private static final String CACHE = "cache";
    private static final double MILLIS_A_SECOND = 1_000;

    private final Consensus consensus;
    private final Caches caches;
    private final MultiGauge entries;
    private final MultiGauge bytes;
    private final MultiGauge dirty;
    private final MultiGauge dirtyEntries;
    private final MultiGauge oldestDirty;
    private final MultiGauge operations;

    CacheMeters(Consensus consensus, Caches caches, MeterRegistry meters) {
        this.consensus = consensus;
        this.caches = caches;
        entries = gauge(meters, "holdfast.cache.entries", "Entries in the parts that this node leads", null);
        bytes = gauge(meters, "holdfast.cache.size", "Bytes of entries in the parts that this node leads", "bytes");
        dirty = gauge(meters, "holdfast.cache.dirty", "Bytes that the backing store does not have yet", "bytes");
        dirtyEntries = gauge(
                meters,
                "holdfast.cache.dirty.entries",
                "Entries, and ends of entries, that the backing store does not have yet",
                null);
        oldestDirty = gauge(
                meters,
                "holdfast.cache.oldest.dirty",
                "For how long the oldest entry has waited to be written back",
                "seconds");
        operations = gauge(
                meters,
                "holdfast.cache.operations",
                "How often each thing has happened in the parts that this node leads, since they were made",
                null);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description, @Nullable String unit) {
        return MultiGauge.builder(name).description(description).baseUnit(unit).register(meters);
    }

    /** Looks anew at all parts that this node leads. */
    void measure() {
        var byCache = new LinkedHashMap<String, List<PartView>>();
        for (var cache : consensus.readLocal(CACHES, (machine, _) -> machine.list("", null, Integer.MAX_VALUE))) {
            var views = led(cache.cache());
            if (!views.isEmpty()) {
                var name = CacheLabels.of(cache.cache(), byCache.size());
                byCache.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(views);
            }
        }
        var states = new ArrayList<Row<?>>();
        var counts = new ArrayList<Row<?>>();
        var sizes = new ArrayList<Row<?>>();
        var unwritten = new ArrayList<Row<?>>();
        var unwrittenEntries = new ArrayList<Row<?>>();
        var ages = new ArrayList<Row<?>>();
        byCache.forEach((cache, views) -> {
            var tags = Tags.of(CACHE, cache);
            states.add(Row.of(tags.and("state", "present"), sum(views, PartView::present)));
            states.add(Row.of(tags.and("state", "kept"), sum(views, PartView::kept)));
            states.add(Row.of(tags.and("state", "absent"), sum(views, PartView::absent)));
            CacheStats.COUNTS.forEach((kind, count) ->
                    counts.add(Row.of(tags.and("kind", kind), sum(views, view -> count.applyAsLong(view.tally())))));
            sizes.add(Row.of(tags, sum(views, PartView::bytes)));
            unwritten.add(Row.of(tags, sum(views, PartView::dirtyBytes)));
            unwrittenEntries.add(Row.of(tags, sum(views, PartView::dirty)));
            ages.add(Row.of(
                    tags,
                    views.stream().mapToLong(PartView::oldestDirtyMillis).max().orElse(0) / MILLIS_A_SECOND));
        });
        entries.register(states, true);
        operations.register(counts, true);
        bytes.register(sizes, true);
        dirty.register(unwritten, true);
        dirtyEntries.register(unwrittenEntries, true);
        oldestDirty.register(ages, true);
    }

    private List<PartView> led(CacheName cache) {
        var views = new ArrayList<PartView>();
        for (int number : caches.groups()) {
            var group = caches.group(number);
            var view = group.leads() ? group.askLocal(new OfPart(cache)) : null;
            if (view != null && view.known()) {
                views.add(view);
            }
        }
        return views;
    }

    private static double sum(List<PartView> views, ToDoubleFunction<PartView> part) {
        return views.stream().mapToDouble(part).sum();
    }
}
