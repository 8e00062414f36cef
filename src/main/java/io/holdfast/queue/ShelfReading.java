package io.holdfast.queue;

import java.util.Arrays;

/** Reads a shard's messages back from the heads on the shelf: in the order of numbers, so leases and deaths are sorted after. */
final class ShelfReading {

    private static final class Sorted {

        private long[] keys = new long[16];
        private int[] rows = new int[16];
        private int size;

        void add(long key, int row) {
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
                rows = Arrays.copyOf(rows, size * 2);
            }
            keys[size] = key;
            rows[size++] = row;
        }
    }

    private final ShardState shard;
    private final Sorted inFlight = new Sorted();
    private final Sorted dead = new Sorted();

    ShelfReading(ShardState shard) {
        this.shard = shard;
    }

    void read(long lastNumber) {
        shard.shelf.scanHeads((head, number) -> take(number, head));
        place(inFlight);
        place(dead);
        shard.index.wasUpTo(lastNumber);
    }

    private void take(long number, byte[] head) {
        var slab = shard.slab;
        int row = slab.take(number);
        HeadRow.unpack(head, slab, row, shard.groups);
        shard.index.append(row);
        shard.bytes += slab.size(row);
        var group = shard.groups.of(row);
        if (group != null) {
            group.members++;
        }
        switch (slab.state(row)) {
            case READY, DELAYED -> shard.place(row);
            case IN_FLIGHT -> inFlight.add(slab.lease(row), row);
            case DEAD -> dead.add(slab.lease(row), row);
        }
    }

    /** By a key of lease or death; keys differ, and the row is found again by it. */
    private void place(Sorted rows) {
        var order = new long[rows.size];
        System.arraycopy(rows.keys, 0, order, 0, rows.size);
        Arrays.sort(order);
        var byKey = new int[rows.size];
        for (int i = 0; i < rows.size; i++) {
            byKey[Arrays.binarySearch(order, rows.keys[i])] = rows.rows[i];
        }
        for (int row : byKey) {
            shard.place(row);
        }
    }
}
