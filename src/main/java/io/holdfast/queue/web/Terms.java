package io.holdfast.queue.web;

import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** On what terms a message is sent, besides what is in it. */
record Terms(@Nullable String group, @Nullable String deduplicationId, int priority, long delayMillis, long ttlMillis) {

    static final Terms NONE = new Terms(null, null, 0, 0, 0);

    static final String GROUP = "Holdfast-Group";
    static final String DEDUPLICATION_ID = "Holdfast-Deduplication-Id";
    static final String PRIORITY = "Holdfast-Priority";
    static final String DELAY = "Holdfast-Delay";
    static final String DELIVER_AT = "Holdfast-Deliver-At";
    static final String TTL = "Holdfast-Ttl";

    /** Begins the name of a header that carries an attribute of a message. */
    static final String ATTRIBUTE = "holdfast-attribute-";

    /** Begins the name of a parameter that does. */
    private static final String ATTRIBUTE_PARAMETER = "attribute.";

    /** Reads the terms of a message that is a request's whole body: from its headers, or else from its query. */
    static Terms of(LocalMutation mutation) {
        var priority = option(mutation, PRIORITY, "priority");
        return of(
                option(mutation, GROUP, "group"),
                option(mutation, DEDUPLICATION_ID, "deduplicationId"),
                priority == null ? 0 : (int) Math.min(Input.number("priority", priority), Integer.MAX_VALUE),
                delay(option(mutation, DELAY, "delay"), option(mutation, DELIVER_AT, "deliverAt")),
                option(mutation, TTL, "ttl"));
    }

    static Terms of(
            @Nullable String group,
            @Nullable String deduplicationId,
            int priority,
            long delayMillis,
            @Nullable String ttl) {
        return new Terms(group, deduplicationId, priority, delayMillis, Durations.millis("ttl", ttl, 0));
    }

    /** A delay, or an instant, which becomes one here: from now on only the cluster's own time counts. */
    static long delay(@Nullable String delay, @Nullable String deliverAt) {
        if (deliverAt == null) {
            return Durations.millis("delay", delay, 0);
        }
        if (delay != null) {
            throw ProblemException.badRequest("\"delay\" and \"deliverAt\" say the same; send one of them");
        }
        try {
            var until = Duration.between(
                    Instant.now(), OffsetDateTime.parse(deliverAt).toInstant());
            return Math.max(0, until.toMillis());
        } catch (DateTimeException | ArithmeticException _) {
            throw ProblemException.badRequest(
                    "\"deliverAt\" is an instant such as 2030-01-31T08:00:00Z, not " + Input.quoted(deliverAt));
        }
    }

    private static @Nullable String option(LocalMutation mutation, String header, String parameter) {
        var value = mutation.request().getHeader(header);
        if (value != null) {
            mutation.tell(header + ':' + value);
            return ContentTypes.headerText(header, value);
        }
        return mutation.request().getParameter(parameter);
    }

    /** Attributes from headers and parameters of the query. */
    static Map<String, String> attributes(LocalMutation mutation) {
        var attributes = new TreeMap<String, String>();
        mutation.request().getParameterMap().forEach((name, values) -> {
            if (name.startsWith(ATTRIBUTE_PARAMETER)) {
                attributes.put(name.substring(ATTRIBUTE_PARAMETER.length()).toLowerCase(Locale.ROOT), values[0]);
            }
        });
        mutation.request().getHeaderNames().asIterator().forEachRemaining(name -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(ATTRIBUTE)) {
                attributes.put(
                        lower.substring(ATTRIBUTE.length()),
                        ContentTypes.headerText(lower, mutation.request().getHeader(name)));
            }
        });
        return attributes;
    }

    Posting posting(Envelope envelope) {
        return new Posting(group, deduplicationId, priority, delayMillis, ttlMillis, envelope);
    }
}
