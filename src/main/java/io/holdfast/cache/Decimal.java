package io.holdfast.cache;

import org.jspecify.annotations.Nullable;

/** A number of 64 bits as decimal text. */
final class Decimal {

    private static final int LENGTH_MAX = 20;

    private Decimal() {}

    /** Null if the content is no such number. */
    static @Nullable Long read(Content content) {
        var bytes = content.value().bytes();
        if (content.deflated() || bytes.length == 0 || bytes.length > LENGTH_MAX) {
            return null;
        }
        int first = bytes[0] == '-' ? 1 : 0;
        if (first == bytes.length) {
            return null;
        }
        long value = 0;
        for (int i = first; i < bytes.length; i++) {
            int digit = bytes[i] - '0';
            // Below zero there is one more number than above.
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                return null;
            }
            value = value * 10 - digit;
        }
        if (first == 1) {
            return value;
        }
        return value == Long.MIN_VALUE ? null : Long.valueOf(-value);
    }
}
