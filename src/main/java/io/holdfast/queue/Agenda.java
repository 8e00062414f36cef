package io.holdfast.queue;

import java.util.ArrayList;
import java.util.List;

/** The shards by when something happens in them by itself; those where nothing will are not in it. */
final class Agenda {

    private final List<ShardState> heap = new ArrayList<>();

    /** {@link Slab#NEVER} if nothing will happen. */
    long first() {
        return heap.isEmpty() ? Slab.NEVER : heap.getFirst().due;
    }

    /** Takes those out that are due, in order of time. */
    List<ShardState> takeDue(long millis) {
        var due = new ArrayList<ShardState>();
        while (first() <= millis) {
            var shard = heap.getFirst();
            remove(shard);
            due.add(shard);
        }
        return due;
    }

    /** Follows a change of the shard. */
    void follow(ShardState shard) {
        long due = shard.nextDue();
        if (due == shard.due && (shard.place != Slab.NONE || due == Slab.NEVER)) {
            return;
        }
        shard.due = due;
        if (due == Slab.NEVER) {
            remove(shard);
            return;
        }
        if (shard.place == Slab.NONE) {
            shard.place = heap.size();
            heap.add(shard);
        }
        rise(shard);
        sink(shard);
    }

    void remove(ShardState shard) {
        if (shard.place == Slab.NONE) {
            return;
        }
        var last = heap.removeLast();
        if (last != shard) {
            put(last, shard.place);
            rise(last);
            sink(last);
        }
        shard.place = Slab.NONE;
    }

    private static boolean isBefore(ShardState shard, ShardState other) {
        return shard.due != other.due ? shard.due < other.due : shard.id < other.id;
    }

    private void rise(ShardState shard) {
        while (shard.place > 0) {
            var parent = heap.get((shard.place - 1) >>> 1);
            if (!isBefore(shard, parent)) {
                return;
            }
            swap(shard, parent);
        }
    }

    private void sink(ShardState shard) {
        while (2 * shard.place + 1 < heap.size()) {
            int child = 2 * shard.place + 1;
            if (child + 1 < heap.size() && isBefore(heap.get(child + 1), heap.get(child))) {
                child++;
            }
            if (!isBefore(heap.get(child), shard)) {
                return;
            }
            swap(shard, heap.get(child));
        }
    }

    private void swap(ShardState shard, ShardState other) {
        int place = shard.place;
        put(shard, other.place);
        put(other, place);
    }

    private void put(ShardState shard, int place) {
        heap.set(place, shard);
        shard.place = place;
    }
}
