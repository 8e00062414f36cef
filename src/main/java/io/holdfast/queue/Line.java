package io.holdfast.queue;

import org.jspecify.annotations.Nullable;

/**
 * Messages that are ready, in the order of their numbers. Most come in that order and stand in a list; one that comes back,
 * or whose time came late, has a lower number than the last of the list and stands in a heap beside it.
 */
final class Line {

    private final Slab slab;
    private final RowList fresh;
    private @Nullable RowHeap returned;

    Line(Slab slab) {
        this.slab = slab;
        this.fresh = new RowList(slab);
    }

    int size() {
        return fresh.size() + (returned == null ? 0 : returned.size());
    }

    /** The row with the least number; {@link Slab#NONE} if there is none. */
    int first() {
        int came = fresh.first();
        int back = returned == null ? Slab.NONE : returned.first();
        if (back == Slab.NONE || came == Slab.NONE) {
            return back == Slab.NONE ? came : back;
        }
        return slab.number(came) < slab.number(back) ? came : back;
    }

    /** Since when the message is ready that has been for longest, among so many of each kind, or {@code otherwise}. */
    long oldest(int most, long otherwise) {
        long oldest = otherwise;
        int row = fresh.first();
        for (int i = 0; i < most && row != Slab.NONE; i++) {
            oldest = Math.min(oldest, slab.since(row));
            row = slab.behind(row);
        }
        for (int i = 0; returned != null && i < most && i < returned.size(); i++) {
            oldest = Math.min(oldest, slab.since(returned.get(i)));
        }
        return oldest;
    }

    void add(int row) {
        int last = fresh.last();
        if (last == Slab.NONE || slab.number(row) > slab.number(last)) {
            fresh.append(row);
            return;
        }
        if (returned == null) {
            returned = new RowHeap(slab.byNumber());
        }
        slab.mark(row, Flags.RETURNED, true);
        returned.add(row);
    }

    void remove(int row) {
        if (returned != null && slab.is(row, Flags.RETURNED)) {
            slab.mark(row, Flags.RETURNED, false);
            returned.remove(row);
        } else {
            fresh.remove(row);
        }
    }

    void replace(int row) {
        if (returned != null && slab.is(row, Flags.RETURNED)) {
            returned.replace(row);
        } else {
            fresh.replace(row);
        }
    }
}
