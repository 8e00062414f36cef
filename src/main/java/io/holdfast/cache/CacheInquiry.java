package io.holdfast.cache;

import io.holdfast.core.Inquiry;

/** What can be asked about the part of caches that lives in one data group. */
public sealed interface CacheInquiry<A extends CacheAnswer> extends Inquiry<A> {

    /** One entry, with its content. */
    record OfEntry(CacheKey key) implements CacheInquiry<CacheAnswer.Sight> {}

    /** What there is of a cache. */
    record OfPart(CacheName cache) implements CacheInquiry<CacheAnswer.PartView> {}

    /** Whom to evict, if the cache has more than it should: those written least recently, the eldest first. */
    record Crowd(CacheName cache, int limit) implements CacheInquiry<CacheAnswer.Victims> {

        public Crowd {
            CacheLimits.check("limit", limit, 1, CacheLimits.EVICTION_MAX);
        }
    }

    /**
     * A page of what the store behind the cache does not have yet, in the order of versions, then of keys.
     *
     * @param version only what comes behind this version
     * @param key and this key; empty is before all keys of the version
     */
    record Dirty(CacheName cache, long version, String key, int limit) implements CacheInquiry<CacheAnswer.DirtyRows> {

        public Dirty {
            CacheLimits.check("limit", limit, 1, CacheLimits.PAGE_MAX);
        }
    }

    /**
     * A page of keys, in the order of their bytes.
     *
     * @param after only those behind this one; empty is from the first
     */
    record Keys(CacheName cache, String after, int limit) implements CacheInquiry<CacheAnswer.KeyPage> {

        public Keys {
            CacheLimits.check("limit", limit, 1, CacheLimits.PAGE_MAX);
        }
    }

    /**
     * The caches of which there is a part here, by name.
     *
     * @param from the first that is wanted, whether it is here or not
     */
    record Roll(CacheName from, int limit) implements CacheInquiry<CacheAnswer.Rolled> {

        /** No cache comes before this one. */
        public static final CacheName FIRST = new CacheName("-");

        public Roll {
            CacheLimits.check("limit", limit, 1, CacheLimits.PAGE_MAX);
        }
    }

    /** The nodes that may keep lines. */
    record Nodes() implements CacheInquiry<CacheAnswer.NodeLeases> {}
}
