package io.holdfast.cache.web;

import io.holdfast.cache.CacheResult.FillGranted;
import io.holdfast.cache.edge.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.springframework.http.HttpHeaders;

/**
 * The headers that say what an answer is: RFC 9111 for its age, RFC 9211 for where it comes from. They are kept as they are
 * written: the framework's map of headers, which knows them in any case, took more time of a hit than to look it up.
 */
final class EntryHeaders {

    static final String CACHE_STATUS = "Cache-Status";

    private static final String JSON = "application/json";
    private static final long MILLIS_A_SECOND = 1_000;
    private static final int LINES_USUAL = 2 * 8;

    /** A name, then its value, and so on; none twice. */
    private final List<String> headers = new ArrayList<>(LINES_USUAL);

    private final String node;

    EntryHeaders(String node) {
        this.node = node;
    }

    /** Hands out each name and value. */
    void each(BiConsumer<String, String> to) {
        for (int i = 0; i < headers.size(); i += 2) {
            to.accept(headers.get(i), headers.get(i + 1));
        }
    }

    /** What the entry holds. */
    EntryHeaders content(String type) {
        put(HttpHeaders.CONTENT_TYPE, type);
        // What somebody wrote into a cache is nothing that a browser should run as if it were ours; JSON it only shows.
        put("X-Content-Type-Options", "nosniff");
        if (!type.equals(JSON)) {
            put("Content-Security-Policy", "sandbox");
        }
        return this;
    }

    private void put(String name, String value) {
        headers.add(name);
        headers.add(value);
    }

    /** An entry that there is. */
    EntryHeaders entry(Found found) {
        put(HttpHeaders.ETAG, Terms.etag(found.version()));
        put(HttpHeaders.AGE, Long.toString(found.ageMillis() / MILLIS_A_SECOND));
        var control = control(found);
        if (!control.isEmpty()) {
            put(HttpHeaders.CACHE_CONTROL, control);
        }
        if (!found.tags().isEmpty()) {
            put(Terms.CACHE_TAG, String.join(" ", found.tags()));
        }
        return hit(found, found.state() == Found.State.ABSENT ? "absent" : detail(found));
    }

    /** The age that is told and what is left of its freshness add up to this, whatever was said when it was written. */
    private static String control(Found found) {
        var windows = found.windows();
        var text = new StringBuilder();
        if (found.remainingMillis() != Found.FOR_EVER) {
            long life = found.ageMillis() + Math.max(0, found.remainingMillis());
            text.append("max-age=").append(found.isStale() ? 0 : life / MILLIS_A_SECOND);
        }
        if (windows.staleMillis() > 0) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append("stale-while-revalidate=")
                    .append(windows.staleMillis() / MILLIS_A_SECOND);
        }
        if (windows.errorMillis() > 0) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append("stale-if-error=")
                    .append(windows.errorMillis() / MILLIS_A_SECOND);
        }
        return text.toString();
    }

    private static String detail(Found found) {
        if (found.source() == Found.Source.SUSPECT) {
            return "suspect";
        }
        if (found.isStale()) {
            return "stale";
        }
        return found.source() == Found.Source.LOCAL ? String.valueOf(found.line()) : "home";
    }

    private EntryHeaders hit(Found found, String detail) {
        var ttl = found.remainingMillis() == Found.FOR_EVER
                ? ""
                : "; ttl=" + Math.floorDiv(found.remainingMillis(), MILLIS_A_SECOND);
        put(CACHE_STATUS, node + "; hit" + ttl + "; detail=" + detail);
        return this;
    }

    EntryHeaders miss(String detail) {
        put(CACHE_STATUS, node + "; fwd=miss" + (detail.isEmpty() ? "" : "; detail=" + detail));
        return this;
    }

    EntryHeaders lease(FillGranted granted) {
        put(
                Terms.FILL_LEASE,
                String.format(
                        Locale.ROOT,
                        "%s; ttl=%d",
                        Terms.token(granted.lease()),
                        Math.max(1, granted.millis() / MILLIS_A_SECOND)));
        return this;
    }

    EntryHeaders retryAfter(long millis) {
        put(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, Math.ceilDiv(millis, MILLIS_A_SECOND))));
        return this;
    }
}
