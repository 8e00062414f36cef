package io.holdfast.queue;

/** Spreads the bits of a number over all of it. */
final class Mix {

    private Mix() {}

    static long of(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
