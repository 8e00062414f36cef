package io.holdfast.cache;

import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of the machine: when it is, and what happens in it.
 *
 * @param events so far
 */
record Moment(Stamp at, List<Event> events) {

    static Moment of(Stamp at) {
        return new Moment(at, new ArrayList<>(1));
    }

    long millis() {
        return at.millis();
    }

    long sequence() {
        return at.sequence();
    }

    void tell(Event event) {
        events.add(event);
    }
}
