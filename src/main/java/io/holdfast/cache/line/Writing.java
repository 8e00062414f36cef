package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change outdates.
 *
 * @param keys each once
 * @param sweeps entries that are not named
 * @param writer the node that asks for it and wants to keep what it writes; null if it does not say
 */
public record Writing(
        List<CacheKey> keys, List<Sweep> sweeps, @Nullable Writer writer) {

    public Writing {
        keys = List.copyOf(keys);
        sweeps = List.copyOf(sweeps);
    }

    /** @param tags none stands for everything of the cache */
    public record Sweep(CacheName cache, List<String> tags) {

        public Sweep {
            tags = List.copyOf(tags);
        }
    }

    /**
     * Who writes, and which copies it has dropped before.
     *
     * @param incarnation of its lease
     */
    public record Writer(String node, long incarnation, List<Dropped> dropped) {

        public Writer {
            dropped = List.copyOf(dropped);
        }
    }

    /** A copy that is gone, and any that the same home granted to the node before it. */
    public record Dropped(CacheKey key, long term, long grant) {}
}
