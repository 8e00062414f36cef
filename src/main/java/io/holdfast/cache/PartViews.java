package io.holdfast.cache;

import io.holdfast.cache.CacheAnswer.DirtyRow;
import io.holdfast.cache.CacheAnswer.DirtyRows;
import io.holdfast.cache.CacheAnswer.KeyMark;
import io.holdfast.cache.CacheAnswer.KeyPage;
import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.PartView;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheAnswer.Victims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a part of a cache shows. It changes nothing: what purges have done to a row is reckoned, not done. */
final class PartViews {

    private PartViews() {}

    static Sight entry(@Nullable Part part, String key, long now) {
        if (part == null) {
            return nothing(Kind.NO_CACHE, false, 0, 0);
        }
        var row = part.rows.get(key);
        if (row == null || row.isGone() || hasEnded(part, row)) {
            return nothing(Kind.NOTHING, part.isElsewhere(row), lastChange(part, row), part.touched);
        }
        long since = part.floors.staleSince(row.version, row.tags);
        long freshUntil = Math.min(row.freshUntil, since);
        long dueMillis = freshUntil == row.freshUntil ? row.due : dueOf(row, freshUntil);
        var kind = dueMillis <= now ? Kind.DUE : kindOf(row);
        boolean hasContent = kind == Kind.PRESENT || kind == Kind.KEPT;
        return new Sight(
                kind,
                row.version,
                hasContent ? part.shelf.content(key) : null,
                row.windows,
                row.tags,
                Math.max(0, now - row.written),
                left(freshUntil, now),
                left(dueMillis, now),
                part.isUnwritten(row),
                false,
                Math.max(row.changed, part.floors.last(row.tags)),
                part.touched);
    }

    private static long lastChange(Part part, @Nullable Row row) {
        long floor = Math.max(part.clearFloor, part.fillFloor);
        return row == null ? floor : Math.max(floor, Math.max(row.changed, part.floors.last(row.tags)));
    }

    private static long dueOf(Row row, long freshUntil) {
        long window = row.kind == Row.Kind.KEPT
                ? Math.max(row.windows.staleMillis(), row.windows.errorMillis())
                : row.windows.staleMillis();
        return Row.later(freshUntil, window);
    }

    private static Sight nothing(Kind kind, boolean elsewhere, long changed, long basis) {
        return new Sight(
                kind,
                0,
                null,
                Windows.FOR_EVER,
                List.of(),
                0,
                0,
                CacheAnswer.FOR_EVER,
                false,
                elsewhere,
                changed,
                basis);
    }

    private static Kind kindOf(Row row) {
        return switch (row.kind) {
            case PRESENT -> Kind.PRESENT;
            case KEPT -> Kind.KEPT;
            case ABSENT -> Kind.ABSENT;
            case GONE -> Kind.NOTHING;
        };
    }

    private static long left(long until, long now) {
        return until == Row.NEVER ? CacheAnswer.FOR_EVER : until - now;
    }

    private static boolean hasEnded(Part part, Row row) {
        return row.version < part.clearFloor || part.floors.ending(row.version, row.tags) != null;
    }

    static PartView part(@Nullable Part part, long now) {
        if (part == null) {
            return new PartView(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, new Score().view(), null);
        }
        return new PartView(
                true,
                part.birth,
                part.version,
                part.kinds[Row.Kind.PRESENT.ordinal()],
                part.kinds[Row.Kind.ABSENT.ordinal()],
                part.kinds[Row.Kind.KEPT.ordinal()],
                part.kinds[Row.Kind.GONE.ordinal()],
                part.bytes,
                part.bytesMax,
                part.dirty.size(),
                part.dirtyBytes,
                part.dirty.isEmpty() ? 0 : Math.max(0, now - part.dirty.first().written),
                part.floors.size(),
                part.sweep.isUnderWay(),
                part.score.view(),
                part.isBacked() ? part.store : null);
    }

    static Victims crowd(@Nullable Part part, int limit) {
        var victims = new ArrayList<CacheCommand.Victim>();
        long over = part == null ? 0 : part.bytes - part.bytesMax;
        if (part == null || over <= 0) {
            return new Victims(victims);
        }
        int looked = 0;
        for (var row : part.byVersion) {
            if (over <= 0 || victims.size() == limit || looked++ == CacheLimits.STEP_MAX) {
                break;
            }
            if (!part.isUnwritten(row)) {
                victims.add(new CacheCommand.Victim(row.key, row.version));
                over -= row.bytes();
            }
        }
        return new Victims(victims);
    }

    /**
     * What a purge has ended and no step has come by yet is dirty anew when one does; until then it is left out. While all is made
     * dirty anew, nothing is shown that something may yet come before: so what is shown first stays first until it is clean or changed,
     * and a later attempt to write it lacks nothing that an earlier one had.
     */
    static DirtyRows dirty(@Nullable Part part, CacheInquiry.Dirty asked, long now) {
        var rows = new ArrayList<DirtyRow>();
        if (part == null) {
            return new DirtyRows(rows, 0);
        }
        var after = new Row(asked.key());
        after.version = asked.version();
        long bytes = 0;
        int looked = 0;
        for (var row : part.dirty.tailSet(after, false)) {
            if (looked++ == CacheLimits.STEP_MAX
                    || rows.size() == asked.limit()
                    || !part.resupply.hasPassed(row)
                    || bytes > CacheLimits.BATCH_BYTES_MAX - CacheLimits.VALUE_BYTES_MAX) {
                break;
            }
            if (row.isGone() || !hasEnded(part, row)) {
                bytes += row.weight();
                rows.add(dirty(part, row, now));
            }
        }
        return new DirtyRows(rows, part.touched);
    }

    private static DirtyRow dirty(Part part, Row row, long now) {
        boolean hasContent = row.kind == Row.Kind.PRESENT || row.kind == Row.Kind.KEPT;
        long until = row.freshUntil == Row.NEVER
                ? Row.NEVER
                : Row.later(row.freshUntil, Math.max(row.windows.staleMillis(), row.windows.errorMillis()));
        return new DirtyRow(
                row.key,
                row.version,
                hasContent ? part.shelf.content(row.key) : null,
                row.isGone(),
                row.windows,
                row.tags,
                left(until, now));
    }

    static KeyPage keys(@Nullable Part part, CacheInquiry.Keys asked) {
        var keys = new ArrayList<KeyMark>();
        if (part == null) {
            return new KeyPage(keys, null);
        }
        int looked = 0;
        var last = asked.after();
        for (var row : part.rows.tailMap(asked.after(), false).values()) {
            if (keys.size() == asked.limit() || looked++ == CacheLimits.STEP_MAX) {
                return new KeyPage(keys, last);
            }
            last = row.key;
            if (!row.isGone() && !hasEnded(part, row)) {
                keys.add(new KeyMark(row.key, row.version, kindOf(row), row.size));
            }
        }
        return new KeyPage(keys, null);
    }
}
