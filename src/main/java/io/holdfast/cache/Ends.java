package io.holdfast.cache;

import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;

/** Purges, clears, evictions and the time: what ends entries of one part of a cache. */
final class Ends {

    private final Part part;
    private final Moment moment;

    Ends(Part part, Moment moment) {
        this.part = part;
        this.moment = moment;
    }

    CacheResult purge(CacheCommand.Purge command) {
        if (!part.sweep.hasRoom(command.tags().size())) {
            return new Refused(Reason.PURGES_MAX, 0);
        }
        var mark = new Floors.Mark(moment.sequence(), moment.millis());
        for (var tag : command.tags()) {
            part.floors.purge(tag, mark, command.soft(), part.sweep.swept);
        }
        part.sweep.lastPurge = moment.sequence();
        part.score.purges++;
        part.sweep.begin(moment);
        moment.tell(new CacheEvent.Purged(part.cache, command.tags(), command.soft(), moment.sequence()));
        return new CacheResult.Purged(moment.sequence());
    }

    CacheResult clear() {
        part.clearFloor = moment.sequence();
        part.store = part.store.anew(moment.sequence());
        part.score.clears++;
        part.sweep.begin(moment);
        moment.tell(new CacheEvent.Cleared(part.cache, moment.sequence()));
        return new CacheResult.Purged(moment.sequence());
    }

    /** What the store behind has to keep for the cache is not evicted before the store has it. */
    CacheResult evict(CacheCommand.Evict command) {
        int evicted = 0;
        var ending = new Ending(part);
        for (var victim : command.victims()) {
            var row = part.ripe(victim.key(), moment);
            if (row == null || row.isGone() || row.version != victim.version() || part.isUnwritten(row)) {
                continue;
            }
            evicted++;
            part.score.evictedBytes += row.bytes();
            ending.end(row, moment, row.changed, Ending.changedMillis(row, moment), false);
        }
        part.score.evicted += evicted;
        if (evicted > 0) {
            moment.tell(new CacheEvent.Evicted(part.cache, evicted));
        }
        return new CacheResult.Evicted(evicted);
    }

    /** Acts on what is due, then on what purges and clears have left, within this many rows. */
    void pass(int most) {
        long expired = part.score.expired;
        var ending = new Ending(part);
        int left = most;
        while (left > 0 && !part.byDue.isEmpty() && part.byDue.first().due <= moment.millis()) {
            ending.ripen(part.byDue.first(), moment);
            left--;
        }
        if (left > 0) {
            left -= part.sweep.pass(moment, left);
            part.sweep.forget(moment);
            part.resupply.pass(left);
        }
        if (part.score.expired > expired) {
            moment.tell(new CacheEvent.Expired(part.cache, (int) (part.score.expired - expired)));
        }
    }
}
