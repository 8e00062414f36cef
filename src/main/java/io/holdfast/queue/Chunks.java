package io.holdfast.queue;

import java.util.Arrays;

/**
 * Rows of longs in chunks of 64. A chunk without a used row is given back, and the last used rows of a chunk can be moved
 * elsewhere, so that what is taken follows what is used in both directions.
 */
final class Chunks {

    private static final int BITS = 6;
    private static final int ROWS = 1 << BITS;
    private static final long[] NOTHING = {};

    /** Of each chunk: how many rows are used, its first free row, and the chunks with free rows before and behind it. */
    private static final int USED = 0;

    private static final int FREE = 1;
    private static final int BEFORE = 2;
    private static final int BEHIND = 3;
    private static final int NOTES = 4;

    private final int width;
    /** Of a row: what is never 0 while it is used. */
    private final int mark;
    /** Of a row: where the next free row stands while it is free. */
    private final int link;

    private long[][] chunks = new long[1][];
    private int[] notes = new int[NOTES];
    private int made;
    private int standing;
    private int used;
    private final IntStore released = new IntStore();
    /** New rows come into the chunk that has had room for longest. */
    private int roomy = Slab.NONE;

    private int roomyLast = Slab.NONE;

    /** The chunk that is being spared, and up to which row. */
    private int spared = Slab.NONE;

    private int sparedTo;

    Chunks(int width, int mark, int link) {
        this.width = width;
        this.mark = mark;
        this.link = link;
    }

    int used() {
        return used;
    }

    int room() {
        return standing * ROWS - used;
    }

    long get(int row, int word) {
        return chunks[row >>> BITS][(row & (ROWS - 1)) * width + word];
    }

    void set(int row, int word, long value) {
        chunks[row >>> BITS][(row & (ROWS - 1)) * width + word] = value;
    }

    int take() {
        if (roomy == Slab.NONE) {
            add();
        }
        int chunk = roomy;
        int row = note(chunk, FREE);
        note(chunk, FREE, (int) get(row, link));
        note(chunk, USED, note(chunk, USED) + 1);
        if (note(chunk, USED) == ROWS) {
            unlink(chunk);
        }
        used++;
        int start = (row & (ROWS - 1)) * width;
        Arrays.fill(chunks[chunk], start, start + width, 0);
        return row;
    }

    int copy(int row) {
        int copy = take();
        System.arraycopy(
                chunks[row >>> BITS],
                (row & (ROWS - 1)) * width,
                chunks[copy >>> BITS],
                (copy & (ROWS - 1)) * width,
                width);
        return copy;
    }

    void free(int row) {
        int chunk = row >>> BITS;
        set(row, mark, 0);
        set(row, link, note(chunk, FREE));
        note(chunk, FREE, row);
        int left = note(chunk, USED) - 1;
        note(chunk, USED, left);
        used--;
        if (left == ROWS - 1) {
            link(chunk);
        }
        if (left == 0 && room() >= 2 * ROWS) {
            release(chunk);
        }
    }

    /**
     * A used row of a chunk that could be spared if its rows were elsewhere; {@link Slab#NONE} if there is none such. It is
     * the chunk that has had room for longest but one, as what lay around the rows in it is long gone.
     */
    int spare() {
        int chunk = roomy == Slab.NONE ? Slab.NONE : note(roomy, BEHIND);
        if (chunk == Slab.NONE) {
            return Slab.NONE;
        }
        if (chunk != spared) {
            spared = chunk;
            sparedTo = chunk << BITS;
        }
        for (; sparedTo < (chunk + 1) << BITS; sparedTo++) {
            if (get(sparedTo, mark) != 0) {
                return sparedTo;
            }
        }
        spared = Slab.NONE;
        if (note(chunk, USED) == 0) {
            release(chunk);
        }
        return Slab.NONE;
    }

    private void add() {
        int chunk;
        if (released.size() > 0) {
            chunk = released.pop();
        } else {
            chunk = made++;
            if (chunk == chunks.length) {
                chunks = Arrays.copyOf(chunks, chunk * 2);
                notes = Arrays.copyOf(notes, chunk * 2 * NOTES);
            }
        }
        chunks[chunk] = new long[ROWS * width];
        standing++;
        int first = chunk << BITS;
        for (int row = first; row < first + ROWS; row++) {
            set(row, link, row + 1);
        }
        note(chunk, FREE, first);
        note(chunk, USED, 0);
        link(chunk);
    }

    private void release(int chunk) {
        unlink(chunk);
        chunks[chunk] = NOTHING;
        released.push(chunk);
        standing--;
    }

    private void link(int chunk) {
        note(chunk, BEFORE, roomyLast);
        note(chunk, BEHIND, Slab.NONE);
        if (roomyLast == Slab.NONE) {
            roomy = chunk;
        } else {
            note(roomyLast, BEHIND, chunk);
        }
        roomyLast = chunk;
    }

    private void unlink(int chunk) {
        int before = note(chunk, BEFORE);
        int behind = note(chunk, BEHIND);
        if (before == Slab.NONE) {
            roomy = behind;
        } else {
            note(before, BEHIND, behind);
        }
        if (behind == Slab.NONE) {
            roomyLast = before;
        } else {
            note(behind, BEFORE, before);
        }
    }

    private int note(int chunk, int what) {
        return notes[chunk * NOTES + what];
    }

    private void note(int chunk, int what, int value) {
        notes[chunk * NOTES + what] = value;
    }
}
