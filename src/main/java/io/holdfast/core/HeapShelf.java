package io.holdfast.core;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A shelf on the heap: for a group that keeps nothing large, and for tests. */
public final class HeapShelf implements Shelf {

    private final TreeMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public synchronized void put(byte[] key, byte[] value) {
        rows.put(key, value);
    }

    @Override
    public synchronized byte @Nullable [] get(byte[] key) {
        return rows.get(key);
    }

    @Override
    public synchronized void remove(byte[] key) {
        rows.remove(key);
    }

    @Override
    public synchronized void removeRange(byte[] from, byte[] to) {
        rows.subMap(from, to).clear();
    }

    @Override
    public synchronized void scan(byte[] from, byte[] to, BiPredicate<byte[], byte[]> goesOn) {
        for (var row : rows.subMap(from, to).entrySet()) {
            if (!goesOn.test(row.getKey(), row.getValue())) {
                return;
            }
        }
    }
}
