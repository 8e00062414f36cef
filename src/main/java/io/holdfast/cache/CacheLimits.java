package io.holdfast.cache;

/** The frozen bounds of commands: they hold on every node and in every log. */
public final class CacheLimits {

    public static final int KEY_BYTES_MAX = 512;
    /** Bytes of one value as it was sent. */
    public static final int VALUE_BYTES_MAX = 1 << 20;
    /** Keys of one batch; what is written in one step is numbered in ten bits. */
    public static final int BATCH_MAX = 1_000;
    /** Bytes of all keys and values of one batch that is one entry of the log. */
    public static final int BATCH_BYTES_MAX = 2 << 20;

    public static final int CONTENT_TYPE_LENGTH_MAX = 255;
    public static final int TAGS_MAX = 32;
    public static final int TAG_LENGTH_MAX = 128;
    public static final long WINDOW_MILLIS_MAX = 365 * 86_400_000L;
    public static final long BYTES_MAX = 1L << 40;
    /** How long a lease to fill may live. */
    public static final long FILL_MILLIS_MAX = 60_000;
    /** Deleted keys that one part of a cache remembers, so that a lease to fill them is void. */
    public static final int TOMBSTONES_MAX = 100_000;
    /** Purges of tags that one part of a cache remembers at a time. */
    public static final int FLOORS_MAX = 10_000;
    /** Rows that one step of time looks at; what is left comes with the next, so that others get between. */
    public static final int STEP_MAX = 5_000;
    /** What a part may have above what it should keep, whatever that is; beyond it writes are refused. */
    public static final long ROOM_BYTES_MIN = 4 << 20;
    /** Rows that one eviction names. */
    public static final int EVICTION_MAX = 1_000;
    /** What each entry counts besides its key and its value. */
    public static final long ENTRY_OVERHEAD = 200;
    /** Rows on one page of a list. */
    public static final int PAGE_MAX = 1_000;
    /** Nodes that may keep lines; a home has a bit for each. */
    public static final int NODES_MAX = 64;

    public static final int NODE_LENGTH_MAX = 255;

    private CacheLimits() {}

    static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " is " + least + " to " + most + ", not " + value);
        }
    }

    /** How many bytes of UTF-8 the text has; negative if it is not valid. */
    static int bytesOf(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return -1;
            }
        }
        return bytes;
    }
}
