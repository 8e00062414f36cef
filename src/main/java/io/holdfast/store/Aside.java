package io.holdfast.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What was changed on shelves since they were frozen, kept on the heap beside the database, which must not change while a
 * snapshot of it is written. A row here stands for the row there; a range that was removed stands for all its rows there.
 *
 * <p>One thread at a time changes it, under the lock of its {@link RocksShelves}; any number may look.
 */
final class Aside {

    /** So much is kept; whoever wants to change more waits until the snapshot is written. */
    static final long BYTES_MAX = 16L << 20;

    private static final Kept REMOVED = new Kept(null);
    private static final int ROW_BYTES = 100;

    /** What stands for a row in the database: a value, or null where the row was removed. */
    record Kept(byte @Nullable [] value) {}

    record Range(byte[] from, byte[] to) {

        boolean has(byte[] key) {
            return Arrays.compareUnsigned(from, key) <= 0 && Arrays.compareUnsigned(key, to) < 0;
        }
    }

    /** A part of it as it was at one moment. */
    record View(NavigableMap<byte[], Kept> rows, List<Range> removed) {

        boolean hides(byte[] key) {
            return rows.containsKey(key) || isRemoved(removed, key);
        }
    }

    private final ConcurrentNavigableMap<byte[], Kept> rows = new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    private final List<Range> removed = new CopyOnWriteArrayList<>();
    private long bytes;

    void put(byte[] key, byte[] value) {
        rows.put(key, new Kept(value));
        bytes += ROW_BYTES + key.length + value.length;
    }

    void remove(byte[] key) {
        rows.put(key, REMOVED);
        bytes += ROW_BYTES + key.length;
    }

    void removeRange(byte[] from, byte[] to) {
        forgetRange(from, to);
        removed.add(new Range(from, to));
    }

    /** The row in the database is the newer one. */
    void forget(byte[] key) {
        rows.remove(key);
    }

    void forgetRange(byte[] from, byte[] to) {
        rows.subMap(from, to).clear();
    }

    boolean isFull() {
        return bytes >= BYTES_MAX;
    }

    /** What stands for the row in the database; null where the database is right. */
    @Nullable
    Kept get(byte[] key) {
        var kept = rows.get(key);
        return kept == null && isRemoved(removed, key) ? REMOVED : kept;
    }

    private static boolean isRemoved(List<Range> removed, byte[] key) {
        for (var range : removed) {
            if (range.has(key)) {
                return true;
            }
        }
        return false;
    }

    View view(byte[] from, byte[] to) {
        return new View(new TreeMap<>(rows.subMap(from, to)), new ArrayList<>(removed));
    }

    /** The ranges, to be removed from the database before any row goes there. */
    List<Range> removedRanges() {
        return removed;
    }

    void forgetRemovedRanges() {
        removed.clear();
    }

    Map.@Nullable Entry<byte[], Kept> first() {
        return rows.firstEntry();
    }
}
