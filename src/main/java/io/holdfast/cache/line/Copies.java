package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a node keeps its copies. It may lose any of them at any time, and then says so ({@link NodeController#evicted}).
 *
 * @param <V> what is kept
 */
public interface Copies<V> {

    @Nullable
    Line<V> get(CacheKey key);

    void put(CacheKey key, Line<V> line);

    /** Takes the copy out; null if there is none. */
    @Nullable
    Line<V> remove(CacheKey key);

    /**
     * Takes out what carries one of the tags.
     *
     * @param tags none stands for everything of the cache
     */
    void removeTagged(CacheName cache, List<String> tags);

    void clear();
}
