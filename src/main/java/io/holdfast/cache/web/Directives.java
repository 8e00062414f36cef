package io.holdfast.cache.web;

import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A header of names that may have values, such as {@code Cache-Control: max-age=60, no-cache}. */
record Directives(String header, Map<String, String> values) {

    private static final long MILLIS_A_SECOND = 1_000;

    static Directives of(HttpServletRequest request, String header) {
        var values = new TreeMap<String, String>();
        for (var line : Collections.list(request.getHeaders(header))) {
            for (var part : line.split(",")) {
                int equal = part.indexOf('=');
                var name = (equal < 0 ? part : part.substring(0, equal)).strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty()) {
                    values.put(
                            name,
                            equal < 0 ? "" : part.substring(equal + 1).strip().replace("\"", ""));
                }
            }
        }
        return new Directives(header, values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The seconds that a directive says, in milliseconds; null where it is not there. */
    @Nullable
    Long millis(String name) {
        var value = values.get(name);
        if (value == null) {
            return null;
        }
        long seconds = Input.number(header + ": " + name, value);
        if (seconds > Long.MAX_VALUE / MILLIS_A_SECOND) {
            throw ProblemException.badRequest(header + ": " + name + " is far too long");
        }
        return seconds * MILLIS_A_SECOND;
    }

    /** As {@link #millis(String)}; where it says no number, the other one. */
    long millis(String name, long without, long otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        var millis = values.getOrDefault(name, "").isEmpty() ? null : millis(name);
        return millis == null ? without : millis;
    }
}
