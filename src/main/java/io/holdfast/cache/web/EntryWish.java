package io.holdfast.cache.web;

import io.holdfast.cache.edge.Freshness;
import io.holdfast.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a reader wants.
 *
 * @param fills whether it would fetch what is missing, and so wants a lease to fill
 * @param patience how long it waits for another to fill
 * @param ahead at which part of its life an entry is to be fetched anew; 1 is not before it is stale
 */
record EntryWish(Freshness freshness, boolean fills, Duration patience, double ahead) {

    static final String PREFER = "Prefer";
    static final String REFRESH_AHEAD = "refresh-ahead";

    private static final Duration PATIENCE_MAX = Duration.ofSeconds(60);
    private static final Duration ALWAYS = Duration.ofDays(36_500);
    private static final double AHEAD_USUAL = 0.8;

    /** Of who says nothing about it. */
    private static final EntryWish PLAIN = new EntryWish(Freshness.LINEARIZABLE, false, Duration.ZERO, 1);

    static EntryWish of(HttpServletRequest request) {
        if (request.getHeader(HttpHeaders.CACHE_CONTROL) == null && request.getHeader(PREFER) == null) {
            return PLAIN;
        }
        var control = Directives.of(request, HttpHeaders.CACHE_CONTROL);
        var prefer = Directives.of(request, PREFER);
        var maxAge = control.millis("max-age");
        var freshness = new Freshness(
                control.has("no-cache") || (maxAge != null && maxAge == 0),
                control.has("only-if-cached"),
                bounded(control.millis("max-stale", ALWAYS.toMillis(), 0)),
                bounded(control.millis(Terms.STALE_IF_ERROR, ALWAYS.toMillis(), 0)));
        boolean ahead = prefer.has(REFRESH_AHEAD);
        return new EntryWish(
                freshness,
                prefer.has("wait") || ahead,
                patience(prefer.millis("wait")),
                ahead ? ahead(prefer.values().get(REFRESH_AHEAD)) : 1);
    }

    private static Duration bounded(long millis) {
        return Duration.ofMillis(Math.min(millis, ALWAYS.toMillis()));
    }

    private static Duration patience(@Nullable Long millis) {
        if (millis == null) {
            return Duration.ZERO;
        }
        if (millis > PATIENCE_MAX.toMillis()) {
            throw ProblemException.badRequest("Prefer: wait is at most " + PATIENCE_MAX.toSeconds() + " seconds");
        }
        return Duration.ofMillis(millis);
    }

    private static double ahead(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return AHEAD_USUAL;
        }
        try {
            double ahead = Double.parseDouble(value);
            if (ahead > 0 && ahead <= 1) {
                return ahead;
            }
        } catch (NumberFormatException _) {
            // answered below
        }
        throw ProblemException.badRequest("Prefer: refresh-ahead is a part of 1, such as 0.8");
    }
}
