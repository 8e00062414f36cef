package io.holdfast.cache.web;

import io.holdfast.cache.CacheAnswer.PartView;
import io.holdfast.cache.CacheAnswer.Tally;
import io.holdfast.cache.CacheDefinition;
import io.holdfast.cache.CacheInquiry.OfPart;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.web.CacheAnswers.StatsView;
import io.holdfast.cluster.ClusterException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Adds up what the data groups have of a cache, and what this node has done with it. */
final class CacheStats {

    static final Map<String, ToLongFunction<Tally>> COUNTS = counts();

    /** What was seen of a part, or why nothing was. */
    private record Asked(
            int group, @Nullable PartView part, @Nullable ClusterException failure) {}

    private final Caches caches;
    private final Gets gets;
    private final LineLook look;

    CacheStats(Caches caches, Gets gets, LineLook look) {
        this.caches = caches;
        this.gets = gets;
        this.look = look;
    }

    private static Map<String, ToLongFunction<Tally>> counts() {
        var counts = new LinkedHashMap<String, ToLongFunction<Tally>>();
        counts.put("written", Tally::written);
        counts.put("deleted", Tally::deleted);
        counts.put("expired", Tally::expired);
        counts.put("swept", Tally::swept);
        counts.put("evicted", Tally::evicted);
        counts.put("evictedBytes", Tally::evictedBytes);
        counts.put("purges", Tally::purges);
        counts.put("clears", Tally::clears);
        counts.put("fills", Tally::fills);
        counts.put("fillsVoid", Tally::fillsVoid);
        counts.put("refused", Tally::refused);
        counts.put("writtenBack", Tally::writtenBack);
        counts.put("reloaded", Tally::reloaded);
        return Collections.unmodifiableMap(counts);
    }

    StatsView of(CacheDefinition cache) {
        var asked = caches.each(caches.groups(), group -> ask(group, cache.cache()));
        var parts = new ArrayList<PartView>();
        var views = new ArrayList<CacheAnswers.PartView>();
        var unavailable = new ArrayList<String>();
        for (var one : asked) {
            var group = caches.group(one.group());
            if (one.part() == null) {
                unavailable.add(group.name());
                continue;
            }
            var leader = group.leader();
            parts.add(one.part());
            views.add(CacheAnswers.PartView.of(group.name(), leader == null ? null : leader.node(), one.part()));
        }
        if (parts.isEmpty() && asked.getFirst().failure() != null) {
            throw asked.getFirst().failure();
        }
        var counted = gets.of(cache.cache());
        return new StatsView(
                cache.cache().value(),
                sum(parts, PartView::present),
                sum(parts, PartView::absent),
                sum(parts, PartView::kept),
                sum(parts, PartView::bytes),
                cache.settings().bytesMax(),
                sum(parts, PartView::dirty),
                sum(parts, PartView::dirtyBytes),
                parts.stream().mapToLong(PartView::oldestDirtyMillis).max().orElse(0),
                told(parts),
                named(counted),
                hitRatio(counted),
                look.lines(cache.cache()),
                CacheAnswers.CallBacksView.of(look.callBacks(cache.cache())),
                CacheAnswers.WishesView.of(look.wishes(cache.cache())),
                views,
                List.copyOf(unavailable));
    }

    private Asked ask(int group, CacheName cache) {
        try {
            return new Asked(group, caches.group(group).ask(new OfPart(cache)), null);
        } catch (ClusterException e) {
            return new Asked(group, null, e);
        }
    }

    private static long most(List<PartView> parts, ToLongFunction<Tally> count) {
        return parts.stream()
                .mapToLong(part -> count.applyAsLong(part.tally()))
                .max()
                .orElse(0);
    }

    private static long sum(List<PartView> parts, ToLongFunction<PartView> count) {
        return parts.stream().mapToLong(count).sum();
    }

    private static Map<String, Long> told(List<PartView> parts) {
        var told = new LinkedHashMap<String, Long>();
        COUNTS.forEach((name, count) -> told.put(name, sum(parts, part -> count.applyAsLong(part.tally()))));
        // Each of these is done in all groups.
        told.put("purges", most(parts, Tally::purges));
        told.put("clears", most(parts, Tally::clears));
        return told;
    }

    private static Map<String, Long> named(Map<Gets.Kind, Long> counted) {
        var named = new LinkedHashMap<String, Long>();
        counted.forEach((kind, count) -> named.put(kind.name().toLowerCase(Locale.ROOT), count));
        return named;
    }

    private static @Nullable Double hitRatio(Map<Gets.Kind, Long> counted) {
        long all = counted.values().stream().mapToLong(Long::longValue).sum();
        long misses = counted.getOrDefault(Gets.Kind.MISS, 0L) + counted.getOrDefault(Gets.Kind.FILL_WAIT, 0L);
        return all == 0 ? null : (all - misses) / (double) all;
    }
}
