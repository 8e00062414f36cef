package io.holdfast.keys;

/** What a key is called; no secret. Written as 16 hexadecimal digits. */
public record KeyId(long value) implements Comparable<KeyId> {

    public static final int LENGTH = 16;

    /** Reads what {@link #toString} writes. */
    public static KeyId parse(String text) {
        if (text.length() != LENGTH || !text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new IllegalArgumentException("a key is named by " + LENGTH + " hexadecimal digits");
        }
        return new KeyId(Long.parseUnsignedLong(text, 16));
    }

    @Override
    public int compareTo(KeyId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        var digits = Long.toHexString(value);
        return "0".repeat(LENGTH - digits.length()) + digits;
    }
}
