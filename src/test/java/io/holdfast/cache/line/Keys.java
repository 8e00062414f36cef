package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import java.util.List;

/** The entries of tests. */
final class Keys {

    static final CacheName CACHE = new CacheName("things");
    static final CacheKey A = new CacheKey(CACHE, "a");
    static final CacheKey B = new CacheKey(CACHE, "b");
    static final CacheKey C = new CacheKey(CACHE, "c");
    static final List<CacheKey> ALL = List.of(A, B, C);

    private Keys() {}
}
