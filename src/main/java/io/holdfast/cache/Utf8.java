package io.holdfast.cache;

/** UTF-8 by hand, for texts that are known to be valid: the charsets of the platform are not of the pure ring. */
final class Utf8 {

    private static final int CONTINUED = 0x80;
    private static final int SIX_BITS = 0x3f;

    private Utf8() {}

    static byte[] encode(String text) {
        var bytes = new byte[CacheLimits.bytesOf(text)];
        int at = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point < 0x80) {
                bytes[at++] = (byte) point;
            } else if (point < 0x800) {
                bytes[at++] = (byte) (0xc0 | point >>> 6);
                bytes[at++] = continued(point);
            } else if (point < 0x10000) {
                bytes[at++] = (byte) (0xe0 | point >>> 12);
                bytes[at++] = continued(point >>> 6);
                bytes[at++] = continued(point);
            } else {
                bytes[at++] = (byte) (0xf0 | point >>> 18);
                bytes[at++] = continued(point >>> 12);
                bytes[at++] = continued(point >>> 6);
                bytes[at++] = continued(point);
            }
        }
        return bytes;
    }

    private static byte continued(int bits) {
        return (byte) (CONTINUED | (bits & SIX_BITS));
    }

    static String decode(byte[] bytes, int from, int length) {
        var text = new StringBuilder(length);
        for (int at = from; at < from + length; ) {
            int first = bytes[at++] & 0xff;
            if (first < 0x80) {
                text.append((char) first);
                continue;
            }
            int more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
            int point = first & (SIX_BITS >>> more);
            for (int i = 0; i < more; i++) {
                point = point << 6 | (bytes[at++] & SIX_BITS);
            }
            text.appendCodePoint(point);
        }
        return text.toString();
    }
}
