package io.holdfast.cache.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A set of 64-bit fingerprints, open addressing in one array. Two of ten million states share one with a chance of one in
 * four hundred thousand; then a part of the search would be left out.
 */
final class Fingerprints {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_SIZE = 1 << 16;

    private long[] table = new long[FIRST_SIZE];
    private int size;

    static long mix(long bits) {
        long mixed = bits + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    static long of(byte[] bytes) {
        long hash = bytes.length;
        int i = 0;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(bytes, i));
        }
        long rest = 0;
        for (; i < bytes.length; i++) {
            rest = (rest << Byte.SIZE) | (bytes[i] & 0xff);
        }
        return mix(hash ^ rest);
    }

    int size() {
        return size;
    }

    /** Whether it is new. */
    boolean add(long fingerprint) {
        if (size * 5L > table.length * 3L) {
            grow();
        }
        long stored = fingerprint == 0 ? 1 : fingerprint;
        int place = place(table, stored);
        if (table[place] == stored) {
            return false;
        }
        table[place] = stored;
        size++;
        return true;
    }

    private static int place(long[] table, long stored) {
        int mask = table.length - 1;
        int place = (int) (stored >>> 20) & mask;
        while (table[place] != 0 && table[place] != stored) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        var larger = new long[table.length * 2];
        for (long stored : table) {
            if (stored != 0) {
                larger[place(larger, stored)] = stored;
            }
        }
        table = larger;
    }
}
