package io.holdfast.replica;

import io.holdfast.core.Event;
import java.util.List;

/** What one entry led to: an outcome for each of its requests, in order, and everything that happened to anybody. */
public record Step(List<Outcome> outcomes, List<Event> events) {

    public Step {
        outcomes = List.copyOf(outcomes);
        events = List.copyOf(events);
    }
}
