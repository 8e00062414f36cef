package io.holdfast.cache.web;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheDefinition;
import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.FillLease;
import io.holdfast.cache.Windows;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** On what terms an entry is written: its windows, its tags, its condition. */
final class Terms {

    static final String CACHE_TAG = "Cache-Tag";
    static final String FILL_LEASE = "Fill-Lease";
    static final String MAX_AGE = "max-age";
    static final String STALE_WHILE_REVALIDATE = "stale-while-revalidate";
    static final String STALE_IF_ERROR = "stale-if-error";

    private static final String ANY = "*";
    private static final int PERCENT = 100;

    private Terms() {}

    /** What a header says, noted so that the idempotency key stands for it too. */
    private static @Nullable String header(LocalMutation mutation, String name) {
        var value = mutation.request().getHeader(name);
        if (value != null) {
            mutation.tell(name + ':' + value);
        }
        return value;
    }

    /** @param negative whether it says that there is none */
    static Windows windows(LocalMutation mutation, CacheDefinition cache, boolean negative) {
        var unused = header(mutation, HttpHeaders.CACHE_CONTROL);
        var said = Directives.of(mutation.request(), HttpHeaders.CACHE_CONTROL);
        return windows(
                cache,
                negative,
                said.millis(MAX_AGE),
                said.millis(STALE_WHILE_REVALIDATE),
                said.millis(STALE_IF_ERROR));
    }

    /** What is not said is as the cache has it. */
    static Windows windows(
            CacheDefinition cache,
            boolean negative,
            @Nullable Long freshMillis,
            @Nullable Long staleMillis,
            @Nullable Long errorMillis) {
        var otherwise = cache.settings().windows();
        long usual = negative ? cache.settings().negativeMillis() : otherwise.freshMillis();
        // No time at all is the shortest there is: zero stands for no end.
        long fresh = freshMillis == null ? usual : Math.max(1, freshMillis);
        long jittered = jittered(fresh, cache.settings().jitterPercent());
        return Input.valid(() -> new Windows(
                jittered,
                staleMillis == null ? negative ? 0 : otherwise.staleMillis() : staleMillis,
                errorMillis == null ? negative ? 0 : otherwise.errorMillis() : errorMillis));
    }

    /** Drawn here and not where it is applied: replicas draw nothing. */
    private static long jittered(long fresh, int percent) {
        long most = fresh / PERCENT * percent + fresh % PERCENT * percent / PERCENT;
        return most <= 0 ? fresh : fresh - ThreadLocalRandom.current().nextLong(most + 1);
    }

    static List<String> tags(LocalMutation mutation) {
        var header = header(mutation, CACHE_TAG);
        return header == null ? List.of() : tags(header);
    }

    static List<String> tags(String header) {
        var tags = new LinkedHashSet<String>();
        Arrays.stream(header.split("[\\s,]+")).filter(tag -> !tag.isEmpty()).forEach(tags::add);
        tags.forEach(Terms::checkTag);
        return List.copyOf(tags);
    }

    static String checkTag(String tag) {
        boolean visible = tag.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ',');
        if (tag.isEmpty() || !visible || tag.length() > CacheLimits.TAG_LENGTH_MAX) {
            throw ProblemException.badRequest("a tag is 1 to " + CacheLimits.TAG_LENGTH_MAX
                    + " visible ASCII characters without spaces and commas, not " + Input.quoted(tag));
        }
        return tag;
    }

    static long condition(LocalMutation mutation) {
        return condition(header(mutation, HttpHeaders.IF_MATCH), header(mutation, HttpHeaders.IF_NONE_MATCH));
    }

    static long condition(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifNoneMatch != null) {
            if (ifMatch != null || !ifNoneMatch.strip().equals(ANY)) {
                throw ProblemException.badRequest("If-None-Match is * here, and without If-Match");
            }
            return CacheCommand.NO_VERSION;
        }
        if (ifMatch == null) {
            return CacheCommand.ANY_VERSION;
        }
        return ifMatch.strip().equals(ANY) ? CacheCommand.SOME_VERSION : version("If-Match", ifMatch);
    }

    /** Reads an ETag; that of an entry is never zero. */
    static long version(String field, String etag) {
        long version = Input.number(field, etag.strip().replace("\"", ""));
        return version == 0 ? Long.MAX_VALUE : version;
    }

    static String etag(long version) {
        return "\"" + version + "\"";
    }

    static @Nullable FillLease fill(LocalMutation mutation) {
        var header = header(mutation, FILL_LEASE);
        return header == null ? null : fill(header);
    }

    private static FillLease fill(String header) {
        var token = header.indexOf(';') < 0 ? header : header.substring(0, header.indexOf(';'));
        var parts = token.strip().split("\\.");
        try {
            if (parts.length == 3) {
                return new FillLease(
                        Long.parseLong(parts[0], Character.MAX_RADIX),
                        Long.parseLong(parts[1], Character.MAX_RADIX),
                        Long.parseLong(parts[2], Character.MAX_RADIX));
            }
        } catch (NumberFormatException _) {
            // answered below
        }
        throw ProblemException.badRequest(FILL_LEASE + " is as it came with a miss, not " + Input.quoted(header));
    }

    static String token(FillLease lease) {
        return Long.toString(lease.term(), Character.MAX_RADIX)
                + '.'
                + Long.toString(lease.number(), Character.MAX_RADIX)
                + '.'
                + Long.toString(lease.basis(), Character.MAX_RADIX);
    }

    /** Whether the client has what is there already. */
    static boolean matches(HttpServletRequest request, long version) {
        var header = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (header == null) {
            return false;
        }
        var etag = etag(version);
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .anyMatch(one -> one.equals(ANY) || one.equals(etag) || one.equals("W/" + etag));
    }
}
