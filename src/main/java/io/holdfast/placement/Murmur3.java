package io.holdfast.placement;

/**
 * Austin Appleby's MurmurHash3 in its variant of 32 bits, of text as UTF-8: quick, spreads well, and the same everywhere for
 * ever. It is no defence against somebody who looks for names that meet in one slot.
 */
public final class Murmur3 {

    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private Murmur3() {}

    public static int hash(String text) {
        return hash(text, 0);
    }

    static int hash(String text, int seed) {
        var state = new State(seed);
        text.codePoints().forEach(state::addCodePoint);
        return state.end();
    }

    /** The finalizer of the variant of 64 bits: a bijection that leaves no bit of its input where it was. */
    static long mix(long value) {
        long mixed = value ^ value >>> 33;
        mixed *= 0xff51afd7ed558ccdL;
        mixed ^= mixed >>> 33;
        mixed *= 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    /** Takes bytes one by one and mixes in four at a time. */
    private static final class State {
        private int hash;
        private int block;
        private int length;

        private State(int seed) {
            hash = seed;
        }

        /** As UTF-8. Half a surrogate pair, which UTF-8 does not know, counts as three bytes like its neighbours. */
        private void addCodePoint(int point) {
            if (point < 0x80) {
                add(point);
            } else if (point < 0x800) {
                add(0xc0 | point >> 6);
                addRest(point);
            } else if (point < 0x10000) {
                add(0xe0 | point >> 12);
                addRest(point >> 6);
                addRest(point);
            } else {
                add(0xf0 | point >> 18);
                addRest(point >> 12);
                addRest(point >> 6);
                addRest(point);
            }
        }

        private void addRest(int bits) {
            add(0x80 | (bits & 0x3f));
        }

        private void add(int octet) {
            block |= octet << (8 * (length & 3));
            length++;
            if ((length & 3) == 0) {
                hash = Integer.rotateLeft(hash ^ scrambled(), 13) * 5 + 0xe6546b64;
                block = 0;
            }
        }

        private int scrambled() {
            return Integer.rotateLeft(block * C1, 15) * C2;
        }

        private int end() {
            int mixed = hash ^ scrambled() ^ length;
            mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
            mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
            return mixed ^ mixed >>> 16;
        }
    }
}
