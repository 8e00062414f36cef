package io.holdfast.cache.web;

import static io.holdfast.cache.CachesPrimitive.CACHES;

import io.holdfast.cache.CacheAnswer.PartMark;
import io.holdfast.cache.CacheDefinition;
import io.holdfast.cache.CacheInquiry.Roll;
import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CachesTopic;
import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the parts of caches in the groups that this node leads in line with the catalogue. It looks when the catalogue or
 * what this node leads has changed, and now and then; what it finds is what counts, not what happened.
 *
 * <p>Parts are read before the catalogue: a part is made only after its cache stands there, so one that stands in no later
 * catalogue belongs to a cache that was deleted.
 */
final class CacheJanitor {

    private static final Logger LOG = LoggerFactory.getLogger(CacheJanitor.class);
    static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ROUND = Duration.ofMinutes(1);

    /** What was the case when all was in line. */
    private record Seen(long changed, List<Integer> led, long atNanos) {

        boolean isStill(long changedNow, List<Integer> ledNow) {
            return changed == changedNow && led.equals(ledNow) && System.nanoTime() - atNanos < ROUND.toNanos();
        }
    }

    private final Consensus consensus;
    private final Caches caches;
    private Seen seen = new Seen(-1, List.of(), 0);

    CacheJanitor(Consensus consensus, Caches caches) {
        this.consensus = consensus;
        this.caches = caches;
    }

    /** One round; one thread does them. */
    void look() {
        long changed = consensus.await(
                CACHES, (machine, _) -> machine.changed(), now -> now != seen.changed(), new CachesTopic(), PAUSE);
        var led = caches.groups().stream()
                .filter(group -> caches.group(group).leads())
                .toList();
        if (seen.isStill(changed, led)) {
            return;
        }
        boolean inLine = true;
        for (int group : led) {
            inLine &= straighten(group);
        }
        if (inLine) {
            seen = new Seen(changed, led, System.nanoTime());
        }
    }

    /** Returns whether all of the group is in line now. */
    boolean straighten(int group) {
        var marks = marks(caches.group(group));
        var known = new TreeMap<CacheName, CacheDefinition>();
        consensus
                .read(CACHES, (machine, _) -> machine.list("", null, Integer.MAX_VALUE))
                .forEach(cache -> known.put(cache.cache(), cache));
        int told = 0;
        int failed = 0;
        for (var cache : known.values()) {
            var mark = marks.get(cache.cache());
            if (mark == null || mark.birth() < cache.birth() || mark.version() < cache.version()) {
                int done = tell(() -> caches.configure(cache, group));
                told += done;
                failed += 1 - done;
            }
        }
        for (var mark : marks.values()) {
            if (!known.containsKey(mark.cache())) {
                int done = tell(() -> caches.drop(mark.cache(), mark.birth(), group));
                told += done;
                failed += 1 - done;
            }
        }
        if (told > 0) {
            LOG.info(
                    "caches brought in line group={} count={} left={}",
                    caches.group(group).name(),
                    told,
                    failed);
        }
        return failed == 0;
    }

    private static Map<CacheName, PartMark> marks(DataGroup group) {
        var marks = new TreeMap<CacheName, PartMark>();
        @Nullable CacheName next = Roll.FIRST;
        while (next != null) {
            var page = group.askLocal(new Roll(next, CacheLimits.PAGE_MAX));
            if (page == null) {
                return marks;
            }
            page.parts().forEach(mark -> marks.put(mark.cache(), mark));
            next = page.next();
        }
        return marks;
    }

    private static int tell(Runnable what) {
        try {
            what.run();
            return 1;
        } catch (ClusterException e) {
            LOG.debug("not told: {}", e.getMessage());
            return 0;
        }
    }
}
