package io.holdfast.cache.edge;

import io.holdfast.cache.CacheKey;
import io.holdfast.cluster.Delivery;
import io.holdfast.core.Request;

/**
 * The port to cache entries: how they are read and changed from this node. Calls block; they are made on virtual threads.
 * Either may throw a {@link io.holdfast.cluster.ClusterException}, which is never a
 * {@link io.holdfast.cluster.NotLeaderException}.
 */
public interface Lines {

    /**
     * What is under the key: linearizably, unless the caller will have less.
     *
     * @throws io.holdfast.cluster.NoLeaderException if nothing can be said that the caller would take
     */
    Found read(CacheKey key, Freshness freshness);

    /**
     * Has the cache itself know whether there is such an entry, so that what depends on that can be changed.
     *
     * @return false if only the store behind the cache could say so, and cannot be asked
     */
    default boolean settle(CacheKey key) {
        return true;
    }

    /**
     * Has a {@link io.holdfast.cache.CacheCommand} committed and applied in a data group, after every copy that it
     * outdates is gone.
     *
     * @param group its number; see {@link Homes}
     * @throws io.holdfast.cluster.NoLeaderException nothing was changed
     * @throws io.holdfast.cluster.OverloadedException nothing was changed
     * @throws io.holdfast.cluster.OutcomeUnknownException it may yet happen or not; repeat it under the same key
     */
    Delivery change(int group, Request request);
}
