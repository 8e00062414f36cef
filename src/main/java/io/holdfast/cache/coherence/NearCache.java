package io.holdfast.cache.coherence;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.line.Copies;
import io.holdfast.cache.line.Line;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The copies of the entries of one data group, in Caffeine (W-TinyLFU), bounded by their bytes. Any thread may look. */
final class NearCache implements Copies<Held> {

    private final Cache<CacheKey, Line<Held>> lines;

    /**
     * @param evicted is told what was lost for want of space, on another thread than the one that asked for space
     */
    NearCache(long bytesMax, Executor threads, BiConsumer<CacheKey, Line<Held>> evicted) {
        this.lines = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((CacheKey key, Line<Held> line) ->
                        line.value().weight() + 2 * key.key().length())
                .executor(threads)
                .removalListener((@Nullable CacheKey key, @Nullable Line<Held> line, RemovalCause cause) -> {
                    if (cause.wasEvicted() && key != null && line != null) {
                        evicted.accept(key, line);
                    }
                })
                .build();
    }

    @Override
    public @Nullable Line<Held> get(CacheKey key) {
        return lines.getIfPresent(key);
    }

    @Override
    public void put(CacheKey key, Line<Held> line) {
        lines.put(key, line);
    }

    @Override
    public @Nullable Line<Held> remove(CacheKey key) {
        return lines.asMap().remove(key);
    }

    @Override
    public void removeTagged(CacheName cache, List<String> tags) {
        lines.asMap()
                .entrySet()
                .removeIf(entry ->
                        entry.getKey().cache().equals(cache) && (tags.isEmpty() || carries(entry.getValue(), tags)));
    }

    private static boolean carries(Line<Held> line, List<String> tags) {
        for (var tag : line.value().sight().tags()) {
            if (tags.contains(tag)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void clear() {
        lines.invalidateAll();
    }

    boolean isEmpty() {
        return lines.asMap().isEmpty();
    }

    Iterable<Line<Held>> all() {
        return lines.asMap().values();
    }

    /** Shows the copies of one cache's entries. */
    void each(CacheName cache, Consumer<Line<Held>> each) {
        lines.asMap().forEach((key, line) -> {
            if (key.cache().equals(cache)) {
                each.accept(line);
            }
        });
    }

    long bytes() {
        return lines.policy()
                .eviction()
                .map(bound -> bound.weightedSize().orElse(0))
                .orElse(0L);
    }
}
