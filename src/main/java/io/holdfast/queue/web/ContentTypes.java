package io.holdfast.queue.web;

import io.holdfast.web.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What can be told of bodies by the name of their type, and how text is put into headers. */
final class ContentTypes {

    private static final char FIRST_VISIBLE = 0x20;
    private static final char LAST_VISIBLE = 0x7e;

    private ContentTypes() {}

    private static String essence(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    static boolean is(String contentType, String essence) {
        return essence(contentType).equals(essence);
    }

    static boolean isJson(String contentType) {
        var essence = essence(contentType);
        return essence.equals("application/json") || essence.endsWith("+json");
    }

    /** What curl sends where nothing is said is text too. */
    static boolean isText(String contentType) {
        var essence = essence(contentType);
        return essence.startsWith("text/")
                || essence.equals("application/x-www-form-urlencoded")
                || essence.equals("application/xml")
                || essence.endsWith("+xml");
    }

    /**
     * What a header says: what cannot be in a header is percent-encoded there.
     *
     * @throws ProblemException if it is not
     */
    static String headerText(String name, String value) {
        try {
            return value.indexOf('%') < 0
                    ? value
                    : URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("the header " + name + " is not percent-encoded: " + e.getMessage());
        }
    }

    /** A text as a header can carry it: what is not visible ASCII is percent-encoded, and so is the percent sign. */
    static String headerValue(String text) {
        var value = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= FIRST_VISIBLE && octet <= LAST_VISIBLE && octet != '%' && octet != '"') {
                value.append((char) octet);
            } else {
                value.append('%').append(String.format(Locale.ROOT, "%02X", octet & 0xff));
            }
        }
        return value.toString();
    }
}
