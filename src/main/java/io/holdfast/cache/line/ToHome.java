package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;

/** What a node tells a home without wanting an answer. Each may arrive late, twice or never. */
public sealed interface ToHome {

    /** Of the home it is meant for. */
    long term();

    /** What became of a copy until it was called back. */
    enum Use {
        /** There was none. */
        NONE,
        /** Nobody has read it. */
        UNUSED,
        USED
    }

    /** There is no copy here any more, and none that is on its way will be kept. */
    record Invalidated(CacheKey key, long term, long round, Use use) implements ToHome {}

    /** There is nothing here any more with those tags, and nothing that is on its way will be kept. */
    record TagsInvalidated(long term, long round) implements ToHome {}

    /** The copy under this grant is gone for want of space. */
    record Evicted(CacheKey key, long term, long grant) implements ToHome {}
}
