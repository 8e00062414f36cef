package io.holdfast.cache.line;

import io.holdfast.cache.CacheKey;
import org.jspecify.annotations.Nullable;

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

    /**
     * A read that waits for the change which has taken the copy: a node that had a use for it wants it back.
     *
     * @param id no other read of this node has it
     * @param incarnation of the lease it was begun under
     */
    record Wish(long id, long incarnation) {}

    /**
     * There is no copy here any more, and none that is on its way will be kept.
     *
     * @param wish null if the node does not want it back
     */
    record Invalidated(
            CacheKey key,
            long term,
            long round,
            Use use,
            @Nullable Wish wish) implements ToHome {}

    /** There is nothing here any more with those tags, and nothing that is on its way will be kept. */
    record TagsInvalidated(long term, long round) implements ToHome {}

    /** The copy under this grant is gone for want of space. */
    record Evicted(CacheKey key, long term, long grant) implements ToHome {}
}
