package io.holdfast.cache.redis;

import static io.holdfast.cache.CachesPrimitive.CACHES;

import io.holdfast.cache.CacheInquiry.OfPart;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes from Redis what belongs to caches that were deleted, and to epochs that are over. */
final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final Consensus consensus;
    private final RedisStore store;

    Leftovers(Consensus consensus, RedisStore store) {
        this.consensus = consensus;
        this.store = store;
    }

    /** The names are read first: what no later catalogue has is gone for good, whoever leads. */
    void remove(StoreKeys keys, DataGroup group) {
        for (var name : store.spaces(keys, group.name())) {
            var space = Space.of(group.name(), name);
            if (space != null && isOver(space, group)) {
                LOG.info("cache store: removing what is left of {} in {}", name, group.name());
                store.discard(keys, space);
            }
        }
    }

    /** A node that has been deposed may know an epoch less than there are, but none more. */
    private boolean isOver(Space space, DataGroup group) {
        var cache = consensus.read(CACHES, (caches, _) -> caches.find(space.cache()));
        if (cache == null || cache.birth() > space.birth()) {
            return true;
        }
        var part = group.askLocal(new OfPart(space.cache()));
        var mark = part == null || part.birth() != space.birth() ? null : part.store();
        return mark != null && mark.epoch() > space.epoch();
    }
}
