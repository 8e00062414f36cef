package io.holdfast.cache.edge;

import io.holdfast.cache.CacheName;

/** Under which name a cache is told of in metrics: a bounded number of them have their own. */
public final class CacheLabels {

    /** Caches that are told apart. */
    private static final int NAMED_MAX = 100;

    private static final String OTHERS = "(others)";

    private CacheLabels() {}

    /** @param named how many have a name already */
    public static String of(CacheName cache, int named) {
        return named < NAMED_MAX ? cache.value() : OTHERS;
    }
}
