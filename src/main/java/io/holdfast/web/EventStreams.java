package io.holdfast.web;

import io.holdfast.cluster.EventFeed.EventId;
import io.holdfast.web.Happenings.Choice;
import io.holdfast.web.Happenings.HappeningView;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Streams of server-sent events (WHATWG HTML, 9.2), each on a thread of its own until its client goes or the node stops. */
final class EventStreams {

    static final int STREAMS_MAX = 1_000;

    /** Of one principal, so that there are some left for the others. */
    static final int STREAMS_EACH_MAX = 200;

    static final ProblemType EXHAUSTED = new ProblemType("streams-exhausted", 429, "Too many streams are open");

    /** Connections on which nothing is sent are cut on the way after half a minute or a minute. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final int EVENTS_AT_ONCE = 100;
    private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final JsonMapper mapper;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> openByPrincipal = new ConcurrentHashMap<>();

    EventStreams(JsonMapper mapper, MeterRegistry meters) {
        this.mapper = mapper;
        meters.gauge("holdfast.http.event.streams", open);
    }

    /** Returns when the client has gone, or the node stops. */
    void serve(Happenings happenings, Choice choice, EventId since, HttpServletResponse response) throws IOException {
        var principal = Caller.current().principal();
        enter(principal);
        try {
            // What is not kept any more is refused before anything is sent.
            var first = happenings.next(since, choice, EVENTS_AT_ONCE, Duration.ZERO);
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE + ";charset=UTF-8");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            stream(happenings, choice, first, response.getOutputStream());
        } finally {
            leave(principal);
        }
    }

    private void enter(String principal) {
        int all = open.incrementAndGet();
        int own = openByPrincipal.merge(principal, 1, Integer::sum);
        if (all > STREAMS_MAX) {
            leave(principal);
            throw exhausted(STREAMS_MAX + " streams are open on this node; use another, or a long poll");
        }
        if (!principal.isEmpty() && own > STREAMS_EACH_MAX) {
            leave(principal);
            throw exhausted(principal + " has " + STREAMS_EACH_MAX + " streams open on this node; end some");
        }
    }

    private static ProblemException exhausted(String why) {
        return new ProblemException(Problem.of(EXHAUSTED, why).retryAfterSeconds(1));
    }

    private void leave(String principal) {
        open.decrementAndGet();
        openByPrincipal.computeIfPresent(principal, (_, own) -> own == 1 ? null : own - 1);
    }

    private void stream(Happenings happenings, Choice choice, Happenings.Page first, OutputStream out)
            throws IOException {
        var page = first;
        out.write(("retry: 1000\nid: " + page.last() + "\n\n").getBytes(StandardCharsets.US_ASCII));
        while (true) {
            for (var event : page.events()) {
                write(event, out);
            }
            out.flush();
            if (happenings.feed().isClosed()) {
                return;
            }
            try {
                page = happenings.next(page.last(), choice, EVENTS_AT_ONCE, HEARTBEAT);
            } catch (ProblemException _) {
                return; // it fell too far behind; when it comes back it is told so
            }
            if (page.events().isEmpty()) {
                out.write(BEAT);
            }
        }
    }

    private void write(HappeningView event, OutputStream out) throws IOException {
        out.write(("id: " + event.id() + "\nevent: " + event.type() + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.write(mapper.writeValueAsBytes(event));
        out.write('\n');
        out.write('\n');
    }
}
