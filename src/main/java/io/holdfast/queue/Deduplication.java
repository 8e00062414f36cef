package io.holdfast.queue;

import java.util.Arrays;

/**
 * The deduplication ids of a shard, oldest first, found by a hash of 128 bits. The ids themselves are not kept: that two of
 * them share all bits is less likely than that memory fails. What is older than the window is not found any more, and
 * forgotten by and by when something is added; so an idle shard need not wake up for it.
 */
final class Deduplication {

    /** How many of those that are out of the window one addition forgets, at most. */
    private static final int FORGOTTEN_AT_ONCE = 100;

    private static final byte VERSION = 1;
    private static final int ENTRY_SIZE = 41;

    private static final int CHUNK_BITS = 8;
    private static final int CHUNK_SIZE = 1 << CHUNK_BITS;
    private static final int WORDS = 5;
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int NUMBER = 2;
    private static final int FINGERPRINT = 3;
    private static final int AT = 4;
    private static final int OCCUPIED = Integer.MIN_VALUE;
    private static final long[] NOTHING = {};

    private final ShardShelf shelf;
    /** A ring; its length is a power of two. */
    private long[][] chunks = {NOTHING};

    private long first;
    private long end;
    /** Open addressing: the low bits of a place under the highest, which is set; 0 is free. */
    private int[] slots = new int[16];

    Deduplication(ShardShelf shelf) {
        this.shelf = shelf;
    }

    int size() {
        return (int) (end - first);
    }

    /** Where the newest entry of this id stands that is not older than that; -1 if there is none. */
    long find(String id, long sinceMillis) {
        long left = hash(id, 0x9e37_79b9_7f4a_7c15L);
        long right = hash(id, 0xc2b2_ae3d_27d4_eb4fL);
        long found = -1;
        for (int slot = slot(left); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
            long place = place(slots[slot]);
            boolean same = get(place, LEFT) == left && get(place, RIGHT) == right;
            if (same && place > found && get(place, AT) > sinceMillis) {
                found = place;
            }
        }
        return found;
    }

    long number(long place) {
        return get(place, NUMBER);
    }

    long fingerprint(long place) {
        return get(place, FINGERPRINT);
    }

    /** Remembers the id of a message with a greater number than those before. */
    void add(String id, long number, long fingerprint, long atMillis) {
        var entry = new byte[ENTRY_SIZE];
        entry[0] = VERSION;
        Octets.putLong(entry, 1 + 8 * LEFT, hash(id, 0x9e37_79b9_7f4a_7c15L));
        Octets.putLong(entry, 1 + 8 * RIGHT, hash(id, 0xc2b2_ae3d_27d4_eb4fL));
        Octets.putLong(entry, 1 + 8 * NUMBER, number);
        Octets.putLong(entry, 1 + 8 * FINGERPRINT, fingerprint);
        Octets.putLong(entry, 1 + 8 * AT, atMillis);
        shelf.putDeduplication(number, entry);
        put(entry);
    }

    private void put(byte[] entry) {
        HeadRow.expect(VERSION, entry[0]);
        makeRoom();
        for (int word = 0; word < WORDS; word++) {
            chunk(end)[word(end, word)] = Octets.getLong(entry, 1 + 8 * word);
        }
        occupy(end++);
    }

    private void makeRoom() {
        int chunksNeeded = (int) ((end >>> CHUNK_BITS) - (first >>> CHUNK_BITS)) + 1;
        if (chunksNeeded > chunks.length) {
            var more = new long[chunks.length * 2][];
            Arrays.fill(more, NOTHING);
            for (long place = first; place < end; place = (place | (CHUNK_SIZE - 1)) + 1) {
                more[chunkOf(place, more.length)] = chunk(place);
            }
            chunks = more;
        }
        if (chunk(end).length == 0) {
            chunks[chunkOf(end, chunks.length)] = new long[CHUNK_SIZE * WORDS];
        }
        if ((size() + 1) * 2 > slots.length) {
            slots = new int[slots.length * 2];
            for (long place = first; place < end; place++) {
                occupy(place);
            }
        }
    }

    /** Forgets some of those that are not younger than this. */
    void forget(long untilMillis) {
        if (first == end || get(first, AT) > untilMillis) {
            return;
        }
        long from = get(first, NUMBER);
        long to = from;
        for (int i = 0; i < FORGOTTEN_AT_ONCE && first < end && get(first, AT) <= untilMillis; i++) {
            to = get(first, NUMBER);
            vacate(first);
            first++;
            if ((first & (CHUNK_SIZE - 1)) == 0) {
                chunks[chunkOf(first - 1, chunks.length)] = NOTHING;
            }
        }
        shelf.removeDeduplications(from, to);
    }

    void load() {
        shelf.scanDeduplications((entry, number) -> put(entry));
    }

    private void occupy(long place) {
        int slot = slot(get(place, LEFT));
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = (int) place | OCCUPIED;
    }

    /** Frees a slot, and moves up what was pushed aside by it. */
    private void vacate(long gone) {
        int free = slot(get(gone, LEFT));
        while (place(slots[free]) != gone) {
            free = (free + 1) & (slots.length - 1);
        }
        int next = free;
        while (true) {
            next = (next + 1) & (slots.length - 1);
            if (slots[next] == 0) {
                slots[free] = 0;
                return;
            }
            int wanted = slot(get(place(slots[next]), LEFT));
            if (((next - wanted) & (slots.length - 1)) >= ((next - free) & (slots.length - 1))) {
                slots[free] = slots[next];
                free = next;
            }
        }
    }

    private int slot(long left) {
        return (int) (left >>> 32) & (slots.length - 1);
    }

    private long place(int slot) {
        return first + ((slot - (int) first) & ~OCCUPIED);
    }

    private static int chunkOf(long place, int length) {
        return (int) (place >>> CHUNK_BITS) & (length - 1);
    }

    private long[] chunk(long place) {
        return chunks[chunkOf(place, chunks.length)];
    }

    private static int word(long place, int word) {
        return (int) (place & (CHUNK_SIZE - 1)) * WORDS + word;
    }

    private long get(long place, int word) {
        return chunk(place)[word(place, word)];
    }

    private static long hash(String id, long seed) {
        long hash = seed ^ id.length() * 0xff51_afd7_ed55_8ccdL;
        for (int i = 0; i < id.length(); i++) {
            hash = Mix.of(hash ^ id.charAt(i)) + seed;
        }
        return hash;
    }
}
