package io.holdfast.queue;

import java.util.Arrays;

/** A stack of ints that can be reached by place. It grows by chunks: nothing large is ever copied. */
final class IntStore {

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_SIZE = 1 << CHUNK_BITS;
    private static final int FIRST_SIZE = 4;

    private int[][] chunks = {new int[FIRST_SIZE]};
    private int used = 1;
    private int size;

    int size() {
        return size;
    }

    int get(int place) {
        return chunks[place >>> CHUNK_BITS][place & (CHUNK_SIZE - 1)];
    }

    void set(int place, int value) {
        chunks[place >>> CHUNK_BITS][place & (CHUNK_SIZE - 1)] = value;
    }

    void push(int value) {
        int chunk = size >>> CHUNK_BITS;
        if (chunk == used) {
            if (chunk == chunks.length) {
                chunks = Arrays.copyOf(chunks, chunk * 2);
            }
            chunks[used++] = new int[CHUNK_SIZE];
        } else if (size == chunks[0].length) {
            chunks[0] = Arrays.copyOf(chunks[0], size * 2);
        }
        set(size++, value);
    }

    /** Takes the last one off. Of the room that gets free, one chunk is kept. */
    int pop() {
        int value = get(--size);
        int needed = (size >>> CHUNK_BITS) + 2;
        if (used > needed) {
            chunks[--used] = new int[0];
        }
        return value;
    }
}
