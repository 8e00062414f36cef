package io.holdfast.cache;

import io.holdfast.core.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is answered to a {@link CacheInquiry}. */
public sealed interface CacheAnswer extends Answer {

    /** As a time that is left: without end. */
    long FOR_EVER = Long.MAX_VALUE;

    /** What is under a key. */
    enum Kind {
        /** This group has not heard of the cache. */
        NO_CACHE,
        /** Its time is over by the clock, but the log does not say so yet: neither show it nor call it gone, ask again. */
        DUE,
        /** Fresh or stale, and to be shown. */
        PRESENT,
        /** Its windows are over, but it is kept for those who ask for stale content. */
        KEPT,
        /** Somebody has written that there is none. */
        ABSENT,
        NOTHING
    }

    /**
     * An entry as it is.
     *
     * @param version 0 where there is nothing
     * @param ageMillis since it was written
     * @param freshMillis for which it is still fresh; negative since it is stale; {@link #FOR_EVER}
     * @param shownMillis until it changes what it is by itself; {@link #FOR_EVER}
     * @param elsewhere whether there is nothing here that says whether there is one: the store behind the cache may have it
     * @param changed the sequence of what last happened to the key on purpose, as far as is remembered
     * @param basis the sequence of the last step that changed anything in this part: what is written later has a greater
     *     version. It is the basis of a {@link FillLease}
     */
    record Sight(
            Kind kind,
            long version,
            @Nullable Content content,
            Windows windows,
            List<String> tags,
            long ageMillis,
            long freshMillis,
            long shownMillis,
            boolean dirty,
            boolean elsewhere,
            long changed,
            long basis)
            implements CacheAnswer {

        public Sight {
            tags = List.copyOf(tags);
        }
    }

    /**
     * A part of a cache. Entries that a purge or the time has ended may be counted until they are removed.
     *
     * @param known false if this group has not heard of the cache; the rest is zero then
     * @param absent negative entries
     * @param kept entries whose windows are over
     * @param tombstones deleted keys that are remembered for a while
     * @param floors tags whose purge is remembered
     * @param oldestDirtyMillis for how long the eldest has waited to be written back
     * @param sweeping whether what was ended is being removed
     * @param store how it stands with the store behind the cache; null if there is none
     */
    record PartView(
            boolean known,
            long birth,
            long version,
            long present,
            long absent,
            long kept,
            long tombstones,
            long bytes,
            long bytesMax,
            long dirty,
            long dirtyBytes,
            long oldestDirtyMillis,
            int floors,
            boolean sweeping,
            Tally tally,
            @Nullable StoreMark store)
            implements CacheAnswer {}

    /** What has happened to a part of a cache since it was made. */
    record Tally(
            long written,
            long deleted,
            long expired,
            long swept,
            long evicted,
            long evictedBytes,
            long purges,
            long clears,
            long fills,
            long fillsVoid,
            long refused,
            long writtenBack,
            long reloaded) {}

    record Victims(List<CacheCommand.Victim> victims) implements CacheAnswer {

        public Victims {
            victims = List.copyOf(victims);
        }
    }

    /**
     * What the store behind a cache does not have yet.
     *
     * @param content null where there is none: a negative entry, or its end
     * @param gone whether the entry has ended, so that the store should remove it
     * @param remainingMillis until nothing of it is kept; {@link #FOR_EVER}
     */
    record DirtyRow(
            String key,
            long version,
            @Nullable Content content,
            boolean gone,
            Windows windows,
            List<String> tags,
            long remainingMillis) {

        public DirtyRow {
            tags = List.copyOf(tags);
        }
    }

    /** @param basis the last step that has changed the part: what is shown is as it has left it */
    record DirtyRows(List<DirtyRow> rows, long basis) implements CacheAnswer {

        public DirtyRows {
            rows = List.copyOf(rows);
        }
    }

    record KeyMark(String key, long version, Kind kind, int size) {}

    /** @param next to go on after; null if there is no more */
    record KeyPage(List<KeyMark> keys, @Nullable String next) implements CacheAnswer {

        public KeyPage {
            keys = List.copyOf(keys);
        }
    }

    record PartMark(CacheName cache, long birth, long version) {}

    /** @param next to go on from; null if there is no more */
    record Rolled(List<PartMark> parts, @Nullable CacheName next) implements CacheAnswer {

        public Rolled {
            parts = List.copyOf(parts);
        }
    }

    record NodeLease(String node, long incarnation, long renewal) {}

    record NodeLeases(List<NodeLease> nodes) implements CacheAnswer {

        public NodeLeases {
            nodes = List.copyOf(nodes);
        }
    }
}
