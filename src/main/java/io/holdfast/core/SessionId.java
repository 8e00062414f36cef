package io.holdfast.core;

import org.jspecify.annotations.Nullable;

/** A session's name: 128 random bits, minted by a node, never used twice. Written as 32 hexadecimal digits. */
public record SessionId(long high, long low) implements Comparable<SessionId> {

    private static final int HEX_LENGTH = 32;
    private static final String DIGITS = "0123456789abcdef";

    /** Reads what {@link #toString} writes; null if it is not that. */
    public static @Nullable SessionId parse(String text) {
        if (text.length() != HEX_LENGTH) {
            return null;
        }
        for (int i = 0; i < HEX_LENGTH; i++) {
            if (DIGITS.indexOf(text.charAt(i)) < 0) {
                return null;
            }
        }
        return new SessionId(Long.parseUnsignedLong(text, 0, 16, 16), Long.parseUnsignedLong(text, 16, HEX_LENGTH, 16));
    }

    @Override
    public int compareTo(SessionId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(HEX_LENGTH);
        appendHex(text, high);
        appendHex(text, low);
        return text.toString();
    }

    private static void appendHex(StringBuilder text, long bits) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text.append(DIGITS.charAt((int) (bits >>> shift) & 0xf));
        }
    }
}
