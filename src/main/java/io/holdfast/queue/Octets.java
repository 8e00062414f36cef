package io.holdfast.queue;

/** Numbers and short texts in bytes, written by hand: the highest byte first, so that bytes are in the order of numbers. */
final class Octets {

    /** Of a text's length: set where its characters have two bytes each. */
    private static final int WIDE = 1 << 15;

    private Octets() {}

    static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    static void putInt(byte[] bytes, int at, int value) {
        putShort(bytes, at, value >>> 16);
        putShort(bytes, at + 2, value);
    }

    static void putLong(byte[] bytes, int at, long value) {
        putInt(bytes, at, (int) (value >>> 32));
        putInt(bytes, at + 4, (int) value);
    }

    static int getShort(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    static int getInt(byte[] bytes, int at) {
        return getShort(bytes, at) << 16 | getShort(bytes, at + 2);
    }

    static long getLong(byte[] bytes, int at) {
        return (long) getInt(bytes, at) << 32 | (getInt(bytes, at + 4) & 0xffff_ffffL);
    }

    /** How many bytes the text takes, its length included. */
    static int sizeOf(String text) {
        return 2 + (isWide(text) ? 2 * text.length() : text.length());
    }

    private static boolean isWide(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return true;
            }
        }
        return false;
    }

    /** Writes the text and returns where it ends. */
    static int putText(byte[] bytes, int at, String text) {
        int end = at + 2;
        boolean wide = isWide(text);
        putShort(bytes, at, wide ? text.length() | WIDE : text.length());
        for (int i = 0; i < text.length(); i++) {
            if (wide) {
                bytes[end++] = (byte) (text.charAt(i) >>> 8);
            }
            bytes[end++] = (byte) text.charAt(i);
        }
        return end;
    }

    static String getText(byte[] bytes, int at) {
        int length = getShort(bytes, at);
        boolean wide = (length & WIDE) != 0;
        var text = new char[length & ~WIDE];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) (wide ? getShort(bytes, at + 2 + 2 * i) : bytes[at + 2 + i] & 0xff);
        }
        return new String(text);
    }

    /** Where the text ends that stands here. */
    static int endOfText(byte[] bytes, int at) {
        int length = getShort(bytes, at);
        return at + 2 + ((length & WIDE) != 0 ? 2 * (length & ~WIDE) : length);
    }
}
