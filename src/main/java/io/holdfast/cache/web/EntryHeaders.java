package io.holdfast.cache.web;

import io.holdfast.cache.CacheResult.FillGranted;
import io.holdfast.cache.edge.Found;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** The headers that say what an answer is: RFC 9111 for its age, RFC 9211 for where it comes from. */
final class EntryHeaders {

    static final String CACHE_STATUS = "Cache-Status";

    private static final long MILLIS_A_SECOND = 1_000;

    private final HttpHeaders headers = new HttpHeaders();
    private final String node;

    EntryHeaders(String node) {
        this.node = node;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** An entry that there is. */
    EntryHeaders entry(Found found) {
        headers.setETag(Terms.etag(found.version()));
        headers.set(HttpHeaders.AGE, Long.toString(found.ageMillis() / MILLIS_A_SECOND));
        var control = control(found);
        if (!control.isEmpty()) {
            headers.setCacheControl(control);
        }
        if (!found.tags().isEmpty()) {
            headers.set(Terms.CACHE_TAG, String.join(" ", found.tags()));
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
        headers.set(CACHE_STATUS, node + "; hit" + ttl + "; detail=" + detail);
        return this;
    }

    EntryHeaders miss(String detail) {
        headers.set(CACHE_STATUS, node + "; fwd=miss" + (detail.isEmpty() ? "" : "; detail=" + detail));
        return this;
    }

    EntryHeaders lease(FillGranted granted) {
        headers.set(
                Terms.FILL_LEASE,
                String.format(
                        Locale.ROOT,
                        "%s; ttl=%d",
                        Terms.token(granted.lease()),
                        Math.max(1, granted.millis() / MILLIS_A_SECOND)));
        return this;
    }

    EntryHeaders retryAfter(long millis) {
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, Math.ceilDiv(millis, MILLIS_A_SECOND))));
        return this;
    }
}
