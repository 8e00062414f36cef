package io.holdfast.queue;

import io.holdfast.core.Payload;
import java.util.Arrays;

/**
 * The last leases that were settled and how, so that a repetition is told from a stale receipt. Twelve bytes each: the lease
 * with its verdict, and some bits of the message and the nonce.
 */
final class SettledRing {

    private static final int FIRST_CAPACITY = 64;
    private static final int VERDICT_BITS = 3;
    private static final int ENTRY_SIZE = 12;

    private long[] leases = new long[FIRST_CAPACITY];
    private int[] marks = new int[FIRST_CAPACITY];
    /** Open addressing: places and one more; 0 is free. */
    private char[] slots = new char[FIRST_CAPACITY * 2];

    private int size;
    private int next;

    int size() {
        return size;
    }

    void add(Settlement settlement) {
        add(packed(settlement), mark(settlement));
    }

    private void add(long lease, int mark) {
        if (size == leases.length && size < QueueLimits.SETTLED_MAX) {
            grow();
        }
        if (size == leases.length) {
            vacate(next);
        } else {
            size++;
        }
        leases[next] = lease;
        marks[next] = mark;
        occupy(next);
        next = next + 1 == leases.length ? 0 : next + 1;
    }

    /** Whether exactly this was settled. */
    boolean has(Settlement settlement) {
        long lease = packed(settlement);
        for (int slot = slot(lease); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
            int place = slots[slot] - 1;
            if (leases[place] == lease) {
                return marks[place] == mark(settlement);
            }
        }
        return false;
    }

    private static long packed(Settlement settlement) {
        return settlement.lease() << VERDICT_BITS | settlement.verdict().ordinal();
    }

    private static int mark(Settlement settlement) {
        return (int) Mix.of(settlement.nonce() ^ Mix.of(settlement.message()));
    }

    /** Only a ring that was never full grows, so its entries lie from the first place on. */
    private void grow() {
        int capacity = Math.min(QueueLimits.SETTLED_MAX, leases.length * 2);
        leases = Arrays.copyOf(leases, capacity);
        marks = Arrays.copyOf(marks, capacity);
        slots = new char[slots.length * 2];
        for (int place = 0; place < size; place++) {
            occupy(place);
        }
        next = size;
    }

    private void occupy(int place) {
        int slot = slot(leases[place]);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = (char) (place + 1);
    }

    /** Frees the slot of a place, and moves up what was pushed aside by it. */
    private void vacate(int place) {
        int free = slot(leases[place]);
        while (slots[free] != place + 1) {
            free = (free + 1) & (slots.length - 1);
        }
        int next = free;
        while (true) {
            next = (next + 1) & (slots.length - 1);
            if (slots[next] == 0) {
                slots[free] = 0;
                return;
            }
            int wanted = slot(leases[slots[next] - 1]);
            if (((next - wanted) & (slots.length - 1)) >= ((next - free) & (slots.length - 1))) {
                slots[free] = slots[next];
                free = next;
            }
        }
    }

    private int slot(long lease) {
        return (int) Mix.of(lease) & (slots.length - 1);
    }

    /** Oldest first. */
    Payload pack() {
        var bytes = new byte[size * ENTRY_SIZE];
        int oldest = size == leases.length ? next : 0;
        for (int i = 0; i < size; i++) {
            int place = (oldest + i) % leases.length;
            Octets.putLong(bytes, i * ENTRY_SIZE, leases[place]);
            Octets.putInt(bytes, i * ENTRY_SIZE + 8, marks[place]);
        }
        return new Payload(bytes);
    }

    void unpack(Payload payload) {
        var bytes = payload.bytes();
        for (int at = 0; at < bytes.length; at += ENTRY_SIZE) {
            add(Octets.getLong(bytes, at), Octets.getInt(bytes, at + 8));
        }
    }
}
