package io.holdfast.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An answer as {@link ResponseReader} left it: valid until the next answer is read on the same connection. */
final class HttpResponse {

    int status;
    boolean keepAlive;
    String location = "";
    byte[] body = new byte[1024];
    int bodyLength;

    void clear() {
        status = 0;
        keepAlive = true;
        location = "";
        bodyLength = 0;
    }

    void append(byte[] from, int offset, int length) {
        if (bodyLength + length > body.length) {
            body = Arrays.copyOf(body, Math.max(2 * body.length, bodyLength + length));
        }
        System.arraycopy(from, offset, body, bodyLength, length);
        bodyLength += length;
    }

    /** A pattern for {@link #text} and {@link #has}, to be kept in a constant. */
    static byte[] name(String field) {
        return pattern("\"" + field + "\"");
    }

    static byte[] pattern(String literal) {
        return literal.getBytes(StandardCharsets.UTF_8);
    }

    boolean has(byte[] pattern) {
        return indexOf(pattern, 0) >= 0;
    }

    /** The first string or number under the name in the JSON body, or "" when it is absent. Knows no escapes. */
    String text(byte[] name) {
        return text(name, 0);
    }

    String text(byte[] name, int from) {
        int at = indexOf(name, from);
        if (at < 0) {
            return "";
        }
        at = skipBlanks(at + name.length);
        if (at >= bodyLength || body[at] != ':') {
            return "";
        }
        at = skipBlanks(at + 1);
        boolean quoted = at < bodyLength && body[at] == '"';
        int start = quoted ? at + 1 : at;
        int end = start;
        while (end < bodyLength && !(quoted ? body[end] == '"' : endsBareValue(body[end]))) {
            end++;
        }
        return new String(body, start, end - start, StandardCharsets.UTF_8);
    }

    /** A hexadecimal number of so many digits. */
    long hex(int from, int digits) {
        return Long.parseUnsignedLong(new String(body, from, digits, StandardCharsets.US_ASCII), 16);
    }

    int indexOf(byte[] pattern, int from) {
        int last = bodyLength - pattern.length;
        for (int at = from; at <= last; at++) {
            if (body[at] == pattern[0] && Arrays.equals(body, at, at + pattern.length, pattern, 0, pattern.length)) {
                return at;
            }
        }
        return -1;
    }

    String bodyText() {
        return new String(body, 0, bodyLength, StandardCharsets.UTF_8);
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < bodyLength && body[at] <= ' ') {
            at++;
        }
        return at;
    }

    private static boolean endsBareValue(byte b) {
        return b == ',' || b == '}' || b == ']' || b <= ' ';
    }

    @Override
    public String toString() {
        String text = bodyText();
        return status + " " + (text.length() > 300 ? text.substring(0, 300) + "..." : text);
    }
}
