package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import java.util.List;

/** What a home tells a node without having been asked. Each may arrive late, twice or never. */
public sealed interface ToNode {

    /** Of the home. */
    long term();

    /**
     * Drop your copy, and say so.
     *
     * @param round of calling this entry back
     */
    record Invalidate(CacheKey key, long term, long round) implements ToNode {}

    /**
     * Drop what carries one of the tags, and say so.
     *
     * @param tags none stands for everything of the cache
     */
    record InvalidateTags(CacheName cache, List<String> tags, long term, long round) implements ToNode {

        public InvalidateTags {
            tags = List.copyOf(tags);
        }
    }

    /** You are no longer alone with the copy under this grant. Nothing depends on it. */
    record Downgrade(CacheKey key, long term, long grant) implements ToNode {}
}
