package io.holdfast.cache.web;

import io.holdfast.cache.CacheResult.FillGranted;
import io.holdfast.cache.edge.Found;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.springframework.http.HttpHeaders;

/**
 * The headers that say what an answer is: RFC 9111 for its age, RFC 9211 for where it comes from. They go where they are
 * written at once: to keep them meanwhile took as long as to look the entry up.
 */
final class EntryHeaders {

    static final String CACHE_STATUS = "Cache-Status";

    private static final String JSON = "application/json";
    private static final long MILLIS_A_SECOND = 1_000;

    private final String node;
    private final BiConsumer<String, String> to;

    /** @param to takes each name and value; none comes twice */
    EntryHeaders(String node, BiConsumer<String, String> to) {
        this.node = node;
        this.to = to;
    }

    /** What the entry holds. */
    EntryHeaders content(String type) {
        to.accept(HttpHeaders.CONTENT_TYPE, type);
        // What somebody wrote into a cache is nothing that a browser should run as if it were ours; JSON it only shows.
        to.accept("X-Content-Type-Options", "nosniff");
        if (!type.equals(JSON)) {
            to.accept("Content-Security-Policy", "sandbox");
        }
        return this;
    }

    /** An entry that there is. */
    EntryHeaders entry(Found found) {
        to.accept(HttpHeaders.ETAG, Terms.etag(found.version()));
        to.accept(HttpHeaders.AGE, Long.toString(found.ageMillis() / MILLIS_A_SECOND));
        var control = control(found);
        if (!control.isEmpty()) {
            to.accept(HttpHeaders.CACHE_CONTROL, control);
        }
        if (!found.tags().isEmpty()) {
            to.accept(Terms.CACHE_TAG, String.join(" ", found.tags()));
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
        to.accept(CACHE_STATUS, node + "; hit" + ttl + "; detail=" + detail);
        return this;
    }

    EntryHeaders miss(String detail) {
        to.accept(CACHE_STATUS, node + "; fwd=miss" + (detail.isEmpty() ? "" : "; detail=" + detail));
        return this;
    }

    EntryHeaders lease(FillGranted granted) {
        to.accept(
                Terms.FILL_LEASE,
                String.format(
                        Locale.ROOT,
                        "%s; ttl=%d",
                        Terms.token(granted.lease()),
                        Math.max(1, granted.millis() / MILLIS_A_SECOND)));
        return this;
    }

    EntryHeaders retryAfter(long millis) {
        to.accept(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, Math.ceilDiv(millis, MILLIS_A_SECOND))));
        return this;
    }
}
