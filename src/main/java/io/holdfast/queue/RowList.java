package io.holdfast.queue;

/** Rows one behind another. A row is in one list at most; it keeps its neighbours itself. */
final class RowList {

    private final Slab slab;
    private int first = Slab.NONE;
    private int last = Slab.NONE;
    private int size;

    RowList(Slab slab) {
        this.slab = slab;
    }

    int size() {
        return size;
    }

    int first() {
        return first;
    }

    int last() {
        return last;
    }

    void append(int row) {
        slab.before(row, last);
        slab.behind(row, Slab.NONE);
        if (last == Slab.NONE) {
            first = row;
        } else {
            slab.behind(last, row);
        }
        last = row;
        size++;
    }

    void remove(int row) {
        int before = slab.before(row);
        int behind = slab.behind(row);
        if (before == Slab.NONE) {
            first = behind;
        } else {
            slab.behind(before, behind);
        }
        if (behind == Slab.NONE) {
            last = before;
        } else {
            slab.before(behind, before);
        }
        size--;
    }

    /** The row, which has the links of another, stands in that one's place now. */
    void replace(int row) {
        int before = slab.before(row);
        int behind = slab.behind(row);
        if (before == Slab.NONE) {
            first = row;
        } else {
            slab.behind(before, row);
        }
        if (behind == Slab.NONE) {
            last = row;
        } else {
            slab.before(behind, row);
        }
    }
}
