package io.holdfast.cache.redis;

import io.holdfast.cache.CacheAnswer.DirtyRow;
import io.holdfast.cache.CacheAnswer.PartView;
import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheCommand.Clean;
import io.holdfast.cache.CacheCommand.Evict;
import io.holdfast.cache.CacheCommand.MeetStore;
import io.holdfast.cache.CacheCommand.Victim;
import io.holdfast.cache.CacheInquiry.Crowd;
import io.holdfast.cache.CacheInquiry.Dirty;
import io.holdfast.cache.CacheInquiry.OfPart;
import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.StoreMark;
import io.holdfast.cluster.DataGroup;
import io.holdfast.core.Request;
import io.holdfast.core.Result;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one part of a cache back to Redis, at the leader of its group. What is to be written, where, and how far Redis has to
 * have been written is in the log; what is known here besides is only how far this node has written itself.
 */
final class PartWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PartWriter.class);

    static final int ROWS_MAX = 500;
    /** How often Redis is looked at while there is nothing to write: it may have lost something meanwhile. */
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final DataGroup group;
    private final CacheName cache;
    private final RedisStore store;
    private long life;
    private long mark;
    private long lookedNanos = System.nanoTime() - LOOK_NANOS;
    long written;

    PartWriter(DataGroup group, CacheName cache, RedisStore store) {
        this.group = group;
        this.cache = cache;
        this.store = store;
    }

    /**
     * Writes what comes first.
     *
     * @param term in which this node leads the group
     * @return whether there is more to be done at once
     */
    boolean round(StoreKeys keys, long term) {
        var view = group.askLocal(new OfPart(cache));
        var known = view == null ? null : view.store();
        if (view == null || known == null) {
            return false;
        }
        if (known.life() != life) {
            life = known.life();
            mark = known.mark();
        }
        mark = Math.max(mark, known.mark());
        var page = group.askLocal(new Dirty(cache, 0, "", ROWS_MAX));
        if (page == null) {
            return false;
        }
        var rows = page.rows();
        var space = new Space(group.name(), cache, view.birth(), known.epoch());
        var least = new StoreMark(known.epoch(), life, known.run(), mark);
        lookedNanos = System.nanoTime();
        return switch (store.write(keys, space, least, term, page)) {
            case RedisStore.Wrote wrote -> {
                mark = wrote.mark();
                if (!rows.isEmpty()) {
                    clean(rows);
                }
                yield makeRoom() || !rows.isEmpty();
            }
            case RedisStore.Changed changed -> {
                meet(view, known, changed);
                yield true;
            }
            case RedisStore.Outrun _ -> false;
        };
    }

    /** Whether there is anything to write, or it is time to look whether Redis still has what it had. */
    boolean isWanted() {
        var view = group.askLocal(new OfPart(cache));
        return view != null && view.store() != null && !isIdle(view);
    }

    private boolean isIdle(PartView view) {
        boolean isCrowded = view.bytes() > view.bytesMax();
        return view.dirty() == 0 && !isCrowded && System.nanoTime() - lookedNanos < LOOK_NANOS;
    }

    /** What has changed meanwhile has another version and stays dirty. */
    private void clean(List<DirtyRow> rows) {
        var victims =
                rows.stream().map(row -> new Victim(row.key(), row.version())).toList();
        submit(new Clean(cache, life, mark, victims));
        written += rows.size();
    }

    private void meet(PartView view, StoreMark known, RedisStore.Changed changed) {
        if (changed.mark() < known.mark()) {
            LOG.warn(
                    "cache store: Redis has lost something and is given everything anew cache={} group={}",
                    cache,
                    group.name());
        }
        submit(new MeetStore(cache, view.birth(), known.life(), changed.run(), changed.mark()));
    }

    /** What could not go before Redis had it goes now; returns whether anything did. */
    private boolean makeRoom() {
        var crowd = group.askLocal(new Crowd(cache, CacheLimits.EVICTION_MAX));
        if (crowd == null || crowd.victims().isEmpty()) {
            return false;
        }
        submit(new Evict(cache, crowd.victims()));
        return true;
    }

    private Result submit(CacheCommand command) {
        return group.submit(new Request(null, 0, null, command)).result();
    }
}
