package io.holdfast.store;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Goes through the rows of a database and those that were kept aside, in one order. */
final class ShelfScan {

    private final RocksIterator rows;
    private final Aside.@Nullable View view;
    private final Iterator<Map.Entry<byte[], Aside.Kept>> kept;
    private Map.@Nullable Entry<byte[], Aside.Kept> next;

    ShelfScan(RocksIterator rows, Aside.@Nullable View view) {
        this.rows = rows;
        this.view = view;
        this.kept = view == null
                ? Collections.emptyIterator()
                : view.rows().entrySet().iterator();
        this.next = kept.hasNext() ? kept.next() : null;
    }

    void show(BiPredicate<byte[], byte[]> goesOn) throws RocksDBException {
        for (; rows.isValid(); rows.next()) {
            var key = rows.key();
            if (!showKept(key, goesOn)) {
                return;
            }
            boolean stands = view == null || !view.hides(key);
            if (stands && !goesOn.test(key, rows.value())) {
                return;
            }
        }
        rows.status();
        var unused = showKept(null, goesOn);
    }

    /** Those up to a key, or all that are left; false if the visitor has enough. */
    private boolean showKept(byte @Nullable [] upTo, BiPredicate<byte[], byte[]> goesOn) {
        while (next != null && (upTo == null || Arrays.compareUnsigned(next.getKey(), upTo) <= 0)) {
            var row = next;
            next = kept.hasNext() ? kept.next() : null;
            var value = row.getValue().value();
            if (value != null && !goesOn.test(row.getKey(), value)) {
                return false;
            }
        }
        return true;
    }
}
