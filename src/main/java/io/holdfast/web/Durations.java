package io.holdfast.web;

import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}, {@code 1d}, or ISO-8601. */
public final class Durations {

    private static final int DIGITS_MAX = 15;

    private Durations() {}

    /** Reads a duration in milliseconds; where none is given, the other one. */
    public static long millis(String field, @Nullable String text, long otherwise) {
        return text == null ? otherwise : millis(field, text);
    }

    public static long millis(String field, String text) {
        long millis = read(text);
        if (millis < 0) {
            throw ProblemException.badRequest("\"" + field + "\" is not a duration: " + Input.quoted(text)
                    + "; write 500ms, 30s, 2m, 1h, 1d, or ISO-8601 such as PT30S");
        }
        return millis;
    }

    /** Reads a duration that may not be longer than this. */
    public static long millis(String field, String text, Duration max) {
        long millis = millis(field, text);
        if (millis > max.toMillis()) {
            throw ProblemException.badRequest(
                    "\"" + field + "\" is at most " + words(max.toMillis()) + ", not " + Input.quoted(text));
        }
        return millis;
    }

    /** Writes a duration for people, to the second. */
    public static String words(long millis) {
        if (millis < 1_000) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds < 120) {
            return seconds + "s";
        }
        return seconds < 7_200 ? seconds / 60 + "m" : seconds / 3_600 + "h";
    }

    private static long read(String text) {
        try {
            if (text.startsWith("P") || text.startsWith("p")) {
                return Duration.parse(text).toMillis();
            }
        } catch (DateTimeException | ArithmeticException _) {
            return -1;
        }
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > DIGITS_MAX) {
            return -1;
        }
        long unit = unitMillis(text.substring(digits));
        long count = Long.parseLong(text, 0, digits, 10);
        return unit < 0 || count > Long.MAX_VALUE / unit ? -1 : count * unit;
    }

    private static long unitMillis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> -1;
        };
    }
}
