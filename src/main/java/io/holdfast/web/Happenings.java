package io.holdfast.web;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.EventFeed;
import io.holdfast.cluster.EventFeed.EventId;
import io.holdfast.cluster.EventFeed.Told;
import io.holdfast.core.Event;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The feed of events as it is read outside: chosen by name and type, in the forms that each package gives its own. */
final class Happenings {

    static final ProblemType COMPACTED = new ProblemType("events-compacted", 410, "The events are not kept any more");

    /** Where a reader begins that wants all there is. */
    private static final String OLDEST = "oldest";

    private static final int SCANNED_AT_ONCE = 1_000;

    /**
     * Which events to tell.
     *
     * @param types none is all
     */
    record Choice(String prefix, Set<String> types) {

        boolean admits(EventForm form) {
            return form.name().startsWith(prefix) && (types.isEmpty() || types.contains(form.type()));
        }
    }

    /** One event. */
    @Schema(name = "Event")
    record HappeningView(
            @Schema(description = "Where to go on after it") String id,

            @Schema(description = "What happened") String type,

            @Schema(description = "To what") String name,

            @Schema(description = "Cluster time, in milliseconds")
            long atMillis,

            @JsonAnyGetter @Schema(hidden = true) Map<String, Object> fields) {}

    /**
     * Some events.
     *
     * @param last up to where events were looked at
     */
    record Page(List<HappeningView> events, EventId last) {}

    private final Supplier<EventFeed> feed;
    private final List<EventForms> forms;
    private final Set<String> types = new TreeSet<>();

    Happenings(Consensus consensus, List<EventForms> forms) {
        this(consensus::events, forms);
    }

    private Happenings(Supplier<EventFeed> feed, List<EventForms> forms) {
        this.feed = feed;
        this.forms = forms;
        forms.forEach(form -> types.addAll(form.types()));
    }

    /** What happens elsewhere, told in the same forms. */
    Happenings of(EventFeed other) {
        return new Happenings(() -> other, forms);
    }

    Set<String> types() {
        return types;
    }

    EventFeed feed() {
        return feed.get();
    }

    /** Reads where to begin: after an event that was seen, with the oldest that is kept, or, without a word, from now. */
    EventId since(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return feed().last();
        }
        if (text.equals(OLDEST)) {
            return feed().floor();
        }
        var since = EventId.parse(text);
        if (since == null) {
            throw ProblemException.badRequest("\"since\" is the id of an event, or oldest, not " + Input.quoted(text));
        }
        return since;
    }

    /** The next events that were chosen; waits for one if there is none yet. */
    Page next(EventId since, Choice choice, int max, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        var position = since;
        while (true) {
            var page = look(position, choice, max);
            position = page.last();
            long left = end - System.nanoTime();
            if (!page.events().isEmpty() || left <= 0 || feed().isClosed()) {
                return page;
            }
            feed().await(position, Duration.ofNanos(left));
        }
    }

    private Page look(EventId since, Choice choice, int max) {
        var chosen = new ArrayList<HappeningView>();
        var position = since;
        while (chosen.size() < max) {
            var told = feed().after(position, SCANNED_AT_ONCE);
            if (told == null) {
                throw new ProblemException(compacted());
            }
            for (var one : told) {
                position = one.id();
                var form = form(one.event());
                if (form != null && choice.admits(form)) {
                    chosen.add(view(one, form));
                    if (chosen.size() == max) {
                        break;
                    }
                }
            }
            if (told.size() < SCANNED_AT_ONCE) {
                break;
            }
        }
        return new Page(chosen, position);
    }

    private @Nullable EventForm form(Event event) {
        for (var one : forms) {
            var form = one.of(event);
            if (form != null) {
                return form;
            }
        }
        return null;
    }

    private static HappeningView view(Told told, EventForm form) {
        return new HappeningView(told.id().toString(), form.type(), form.name(), told.millis(), form.fields());
    }

    private Problem compacted() {
        var oldest = feed().floor();
        return Problem.of(
                        COMPACTED,
                        "events up to " + oldest + " are not kept here any more; read the state anew, and go on with"
                                + " since=" + oldest)
                .with("oldest", oldest.toString());
    }
}
