package io.holdfast.queue;

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

    /** A message's number, or a lease's, is the step's and a place within it. */
    private static final int PLACE_BITS = 10;

    static Moment of(Stamp at) {
        return new Moment(at, new ArrayList<>(1));
    }

    long millis() {
        return at.millis();
    }

    /** The number of what comes at this place of the step: greater than that of any step before. */
    long number(int place) {
        return at.sequence() << PLACE_BITS | place;
    }

    /** Whether both numbers are of one step. */
    static boolean areTogether(long number, long other) {
        return number >>> PLACE_BITS == other >>> PLACE_BITS;
    }

    void tell(Event event) {
        events.add(event);
    }
}
