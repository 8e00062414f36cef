package io.holdfast.cache;

import io.holdfast.core.Shelf;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The part of one cache that lives in one data group: its rows by all the orders they are needed in, and what ends them. */
final class Part {

    final CacheName cache;
    /** The sequence of the step that made it; its name on the shelf. */
    final long id;
    /** The first version of the cache in the catalogue. */
    final long birth;

    final PartShelf shelf;
    /** Of the settings; {@link Row#NO_VERSION} before there are any. */
    long version = Row.NO_VERSION;

    CacheSettings settings = CacheSettings.DEFAULT;
    long bytesMax = 1;

    final TreeMap<String, Row> rows = new TreeMap<>();
    /** What can be shown or is kept, written least recently first. */
    final TreeSet<Row> byVersion = new TreeSet<>(Row.BY_VERSION);

    final TreeSet<Row> byDue = new TreeSet<>(Row.BY_DUE);
    final TreeSet<Row> dirty = new TreeSet<>(Row.BY_VERSION);
    /** What is gone and clean, the eldest first. */
    final TreeSet<Row> tombstones = new TreeSet<>(Row.BY_VERSION);

    final Floors floors = new Floors();
    final Sweep sweep = new Sweep(this);
    final Score score = new Score();
    /** Everything written before it has met its end. */
    long clearFloor = Row.NO_VERSION;
    /** A lease to fill with an earlier basis is void: what it should be checked against is forgotten. */
    long fillFloor = Row.NO_VERSION;
    /** What only the store behind has, with any tag and of an earlier version, counts as purged: its purges are forgotten. */
    long purgeFloor = Row.NO_VERSION;

    StoreMark store = StoreMark.START;
    final Resupply resupply = new Resupply(this);
    /** Of the last step that changed anything. */
    long touched;

    long bytes;
    long dirtyBytes;
    final long[] kinds = new long[Row.Kind.values().length];
    /** Where it stands in the agenda of the group; {@link Row#NEVER} if it does not. */
    long due = Row.NEVER;

    Part(Shelf shelf, CacheName cache, long id, long birth) {
        this.cache = cache;
        this.id = id;
        this.birth = birth;
        this.shelf = new PartShelf(shelf, id);
    }

    boolean isBacked() {
        return settings.backing() != CacheSettings.Backing.NONE;
    }

    /** Whether the store behind does not have this. */
    boolean isUnwritten(Row row) {
        return row.dirty || (!row.isGone() && resupply.covers(row));
    }

    /** Whether nobody here can say that there is no such entry: the store behind may have it. */
    boolean isElsewhere(@Nullable Row row) {
        return isBacked() && (row == null || (row.isGone() && !row.dirty && !row.missing));
    }

    /** Whether more waits for the store behind than may. */
    boolean isBehind() {
        return isBacked() && dirtyBytes > bytesMax / 2;
    }

    /** Whether something happened to the key, or to what is to be written there, since the lease was given. */
    boolean isVoid(@Nullable Row row, FillLease fill, List<String> tags) {
        return fillFloor > fill.basis()
                || clearFloor > fill.basis()
                || (row != null && row.changed > fill.basis())
                || floors.last(tags) > fill.basis();
    }

    /** Puts a row where it belongs. */
    void enter(Row row) {
        row.due = row.nextDue();
        rows.put(row.key, row);
        kinds[row.kind.ordinal()]++;
        bytes += row.bytes();
        if (row.due != Row.NEVER) {
            byDue.add(row);
        }
        if (!row.isGone()) {
            byVersion.add(row);
        }
        if (row.dirty) {
            dirty.add(row);
            dirtyBytes += row.weight();
        } else if (row.isGone()) {
            tombstones.add(row);
        }
    }

    /** Takes a row out before anything of it changes. */
    void leave(Row row) {
        rows.remove(row.key);
        kinds[row.kind.ordinal()]--;
        bytes -= row.bytes();
        byDue.remove(row);
        byVersion.remove(row);
        tombstones.remove(row);
        if (dirty.remove(row)) {
            dirtyBytes -= row.weight();
        }
    }

    /** Puts a changed row where it belongs, and what memory knows of it on the shelf. */
    void settle(Row row) {
        enter(row);
        shelf.putHead(row);
    }

    /** Forgets all of a row. Its content is gone already, if it had any. */
    void forget(Row row) {
        leave(row);
        shelf.removeHead(row.key);
    }

    /** The row as the log has it by now: what purges and the time have done to it is done. Null where there is none. */
    @Nullable
    Row ripe(String key, Moment moment) {
        var row = rows.get(key);
        if (row != null) {
            new Ending(this).ripen(row, moment);
        }
        return rows.get(key);
    }

    /** The last purge or clear; {@link Row#NO_VERSION} if there was none. */
    long lastFloor() {
        return Math.max(clearFloor, sweep.lastPurge);
    }

    /** Whether there is so much here that something had better go. */
    boolean isCrowded() {
        return bytes > bytesMax;
    }

    long nextDue() {
        long first = byDue.isEmpty() ? Row.NEVER : byDue.first().due;
        return Math.min(first, Math.min(sweep.nextDue(), resupply.nextDue()));
    }
}
