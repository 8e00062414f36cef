package io.holdfast.cache;

import java.util.Arrays;

/** Writes numbers and texts into bytes that grow, the highest byte first. */
final class Octets {

    private byte[] bytes = new byte[96];
    private int size;

    private Octets room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
        return this;
    }

    Octets put(int value) {
        room(1).bytes[size++] = (byte) value;
        return this;
    }

    Octets putLong(long value) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    Octets putInt(int value) {
        return put(value >>> 24).put(value >>> 16).put(value >>> 8).put(value);
    }

    /** Its length must fit into two bytes. */
    Octets putText(String text) {
        var octets = Utf8.encode(text);
        return put(octets.length >>> 8).put(octets.length).putAll(octets);
    }

    Octets putAll(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    byte[] take() {
        return Arrays.copyOf(bytes, size);
    }

    /** Reads what was written, in the same order. */
    static final class Reading {

        private final byte[] bytes;
        private int at;

        Reading(byte[] bytes) {
            this.bytes = bytes;
        }

        int take() {
            return bytes[at++] & 0xff;
        }

        long takeLong() {
            long value = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                value = value << 8 | take();
            }
            return value;
        }

        int takeInt() {
            return take() << 24 | take() << 16 | take() << 8 | take();
        }

        String takeText() {
            int length = take() << 8 | take();
            at += length;
            return Utf8.decode(bytes, at - length, length);
        }

        byte[] rest() {
            return Arrays.copyOfRange(bytes, at, bytes.length);
        }
    }
}
