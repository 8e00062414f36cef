package io.holdfast.queue;

import java.util.Arrays;

/**
 * The rows of a shard in the order of their numbers. New messages always have the greatest number, so it only grows at the
 * end: blocks of rows, in order, and where each begins. Blocks that got thin are joined, so that a few messages that stay
 * for long take no more than they need.
 */
final class NumberIndex {

    private static final int BLOCK = 512;
    private static final int FIRST_BLOCK = 8;
    /** A block is thin below this, and is joined with its neighbour if both together are not more than that. */
    private static final int THIN = BLOCK / 4;

    private static final int JOINED_MAX = BLOCK * 3 / 4;

    private final Slab slab;
    private int[][] blocks = new int[4][];
    private int[] sizes = new int[4];
    /** Not more than any number in the block, and more than any in the block before. */
    private long[] starts = new long[4];

    private int from;
    private int to;
    private long last;

    NumberIndex(Slab slab) {
        this.slab = slab;
    }

    /** The greatest number there ever was. */
    long last() {
        return last;
    }

    /** Numbers up to this were given away, though nothing may be left of them. */
    void wasUpTo(long number) {
        last = Math.max(last, number);
    }

    void append(int row) {
        long number = slab.number(row);
        if (number <= last) {
            throw new IllegalStateException("message " + number + " comes after " + last);
        }
        last = number;
        if (from == to || sizes[to - 1] == BLOCK) {
            addBlock(number);
        }
        int block = to - 1;
        if (sizes[block] == blocks[block].length) {
            blocks[block] = Arrays.copyOf(blocks[block], Math.min(BLOCK, sizes[block] * 2));
        }
        blocks[block][sizes[block]++] = row;
    }

    private void addBlock(long number) {
        if (to == blocks.length) {
            int count = to - from;
            int length = Math.max(4, count * 2);
            blocks = moved(blocks, new int[length][]);
            sizes = moved(sizes, new int[length]);
            starts = moved(starts, new long[length]);
            from = 0;
            to = count;
        }
        blocks[to] = new int[from == to ? FIRST_BLOCK : BLOCK];
        sizes[to] = 0;
        starts[to] = number;
        to++;
    }

    private <T> T moved(T array, T longer) {
        System.arraycopy(array, from, longer, 0, to - from);
        return longer;
    }

    /** The row of this number; {@link Slab#NONE} if there is none. */
    int find(long number) {
        int row = floor(number);
        return row != Slab.NONE && slab.number(row) == number ? row : Slab.NONE;
    }

    /** The row with the greatest number that is not more than this; {@link Slab#NONE} if there is none. */
    int floor(long number) {
        for (int block = blockOf(number); block >= from; block--) {
            int place = placeOf(block, number);
            if (place >= 0) {
                return blocks[block][place];
            }
        }
        return Slab.NONE;
    }

    /** The row with the least number that is more than this; {@link Slab#NONE} if there is none. */
    int higher(long number) {
        int block = Math.max(from, blockOf(number));
        for (; block < to; block++) {
            int place = placeOf(block, number) + 1;
            if (place < sizes[block]) {
                return blocks[block][place];
            }
        }
        return Slab.NONE;
    }

    /** The last block that starts no later than this. */
    private int blockOf(long number) {
        int low = from;
        int high = to - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] <= number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** The last place in the block with a number that is not more than this; -1 if there is none. */
    private int placeOf(int block, long number) {
        var rows = blocks[block];
        int low = 0;
        int high = sizes[block] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (slab.number(rows[middle]) <= number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** Another row has this number now. */
    void replace(long number, int row) {
        int block = blockOf(number);
        blocks[block][placeOf(block, number)] = row;
    }

    void remove(long number) {
        int block = blockOf(number);
        int place = placeOf(block, number);
        int size = --sizes[block];
        System.arraycopy(blocks[block], place + 1, blocks[block], place, size - place);
        if (size == 0) {
            removeBlock(block);
        } else if (size < THIN) {
            if (block + 1 < to && size + sizes[block + 1] <= JOINED_MAX) {
                joinWithNext(block);
            } else if (block > from && size + sizes[block - 1] <= JOINED_MAX) {
                joinWithNext(block - 1);
            }
        }
    }

    private void joinWithNext(int block) {
        int size = sizes[block];
        int more = sizes[block + 1];
        if (size + more > blocks[block].length) {
            blocks[block] = Arrays.copyOf(blocks[block], BLOCK);
        }
        System.arraycopy(blocks[block + 1], 0, blocks[block], size, more);
        sizes[block] = size + more;
        removeBlock(block + 1);
    }

    private void removeBlock(int block) {
        if (block == from) {
            blocks[from++] = new int[0];
            return;
        }
        int behind = to - block - 1;
        System.arraycopy(blocks, block + 1, blocks, block, behind);
        System.arraycopy(sizes, block + 1, sizes, block, behind);
        System.arraycopy(starts, block + 1, starts, block, behind);
        blocks[--to] = new int[0];
    }
}
