package io.holdfast.core;

import java.util.List;

/** What one command led to: its own result, and what happened to others on the way. */
public record Applied<R extends Result>(R result, List<Event> events) {

    public Applied {
        events = List.copyOf(events);
    }

    public static <R extends Result> Applied<R> of(R result, Event... events) {
        return new Applied<>(result, List.of(events));
    }
}
