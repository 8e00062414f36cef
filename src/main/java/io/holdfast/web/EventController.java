package io.holdfast.web;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.DataGroups;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.web.Happenings.Choice;
import io.holdfast.web.Happenings.HappeningView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(Api.V1 + "/events")
@Tag(name = "Events")
class EventController {

    /** Sent by a client of a stream that lost its connection, with the last id it has seen. */
    private static final String LAST_EVENT_ID = "Last-Event-ID";

    /** Some events, and where to go on. */
    @Schema(name = "Events")
    record EventsView(
            List<HappeningView> events,

            @Schema(description = "Pass it as `since` to go on")
            String last) {}

    private final Happenings coordination;
    private final DataGroups groups;
    private final EventStreams streams;

    EventController(Happenings coordination, DataGroups groups, EventStreams streams) {
        this.coordination = coordination;
        this.groups = groups;
        this.streams = streams;
    }

    @GetMapping
    @Operation(operationId = "listEvents", summary = "Follow what happens", description = """
            Without `since` it begins now: the answer says where, in `last`. Pass that as `since`, with `wait`, and the \
            request is held until something happens that was chosen (a long poll). With `Accept: text/event-stream` it is \
            a stream of server-sent events instead, which a browser resumes by itself with `Last-Event-ID`. Each group has \
            a feed of its own, whose ids are the same on all nodes. Events are delivered in the order in which they were applied, at least once; the newest \
            10,000 are kept, and who asks for older ones is answered 410 and reads the state anew.""")
    @Nullable
    ResponseEntity<Object> list(
            @Parameter(description = "Only of names that start with this") @RequestParam(required = false) @Nullable
                    String prefix,
            @Parameter(description = "Only of these types, such as lock.granted,lock.lost")
                    @RequestParam(required = false)
                    @Nullable
                    String types,
            @Parameter(
                            description =
                                    "Whose events: coordination, by default, or a data group such as data-0 for what"
                                            + " happens in the shards of queues")
                    @RequestParam(required = false)
                    @Nullable
                    String group,
            @Parameter(description = "The id after which to begin, or oldest") @RequestParam(required = false) @Nullable
                    String since,
            @Parameter(description = "How long to hold the request if nothing has happened: 0s to 60s")
                    @RequestParam(defaultValue = "0s")
                    String wait,
            @Parameter(description = "How many events at most: 1 to 500, by default 100")
                    @RequestParam(required = false)
                    @Nullable
                    Integer limit,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        var happenings = happenings(group);
        var choice = choice(prefix, types);
        if (wantsStream(request)) {
            var seen = request.getHeader(LAST_EVENT_ID);
            streams.serve(happenings, choice, happenings.since(seen == null ? since : seen), response);
            return null;
        }
        var patience = Polls.parse("wait", wait);
        int max = Input.limit(limit);
        var page = happenings.next(happenings.since(since), choice, max, patience);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new EventsView(page.events(), page.last().toString()));
    }

    private Happenings happenings(@Nullable String group) {
        if (group == null || group.isEmpty() || group.equals(Consensus.GROUP)) {
            return coordination;
        }
        for (int number = 0; number < groups.count(); number++) {
            var port = groups.group(number);
            if (port.name().equals(group)) {
                var feed = port.events();
                if (feed == null) {
                    throw elsewhere(port);
                }
                return coordination.of(feed);
            }
        }
        throw ProblemException.badRequest(
                "there is no group " + Input.quoted(group) + "; there are coordination, and data-0 and so on");
    }

    private static NoLeaderException elsewhere(DataGroup group) {
        var leader = group.leader();
        return new NoLeaderException("this node has no copy of " + group.name() + ", and hears none of its events; "
                + (leader == null ? "nobody is known who leads it" : "ask " + leader.node() + ", which leads it"));
    }

    private static boolean wantsStream(HttpServletRequest request) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    private Choice choice(@Nullable String prefix, @Nullable String types) {
        var chosen = new LinkedHashSet<String>();
        if (types != null) {
            Arrays.stream(types.split(","))
                    .map(String::strip)
                    .filter(type -> !type.isEmpty())
                    .forEach(chosen::add);
        }
        for (var type : chosen) {
            if (!coordination.types().contains(type)) {
                throw ProblemException.badRequest("there are no events of type " + Input.quoted(type) + "; there are "
                        + String.join(", ", coordination.types()));
            }
        }
        return new Choice(Input.prefix(prefix), chosen);
    }
}
