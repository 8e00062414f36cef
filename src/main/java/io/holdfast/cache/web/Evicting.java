package io.holdfast.cache.web;

import io.holdfast.cache.CacheCommand.Evict;
import io.holdfast.cache.CacheInquiry.Crowd;
import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CacheResult;
import io.holdfast.cluster.ClusterException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes room in caches that have more than they should. Whoever hears of it does it; one at a time on a node. */
final class Evicting {

    private static final Logger LOG = LoggerFactory.getLogger(Evicting.class);

    /** Rounds that one call makes; what is left then is left to the next write. */
    private static final int ROUNDS_MAX = 50;

    private record Place(CacheName cache, int group) {}

    private final Caches caches;
    private final Set<Place> underWay = ConcurrentHashMap.newKeySet();

    Evicting(Caches caches) {
        this.caches = caches;
    }

    /** Makes room in the background. */
    void begin(CacheName cache, int group) {
        var place = new Place(cache, group);
        if (underWay.add(place)) {
            Thread.ofVirtual().name("evicting").start(() -> {
                try {
                    evict(cache, group);
                } catch (ClusterException e) {
                    LOG.debug("not evicted cache={} group={}: {}", cache, group, e.getMessage());
                } finally {
                    underWay.remove(place);
                }
            });
        }
    }

    /** Makes room now. */
    void evict(CacheName cache, int group) {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            var crowd = caches.group(group).ask(new Crowd(cache, CacheLimits.EVICTION_MAX));
            if (crowd.victims().isEmpty()) {
                return;
            }
            var delivery = caches.propose(group, new Evict(cache, crowd.victims()));
            if (!(delivery.result() instanceof CacheResult.Evicted(int entries)) || entries == 0) {
                return;
            }
        }
    }
}
