package io.holdfast.lock;

import java.util.List;

/**
 * A place in the queues of all the locks it is for. Times are cluster milliseconds.
 *
 * @param wants the locks, in order of name
 * @param conversion whether the owner holds the one lock it waits for, and waits to hold it in another mode
 */
public record Waiter(
        TicketId ticket,
        Owner owner,
        List<Want> wants,
        boolean conversion,
        long sinceMillis,
        long untilMillis,
        Terms terms) {

    /** Conversions stand before this place. */
    static final long FIRST_PLACE_OF_OTHERS = 0;

    /** How the lock is wanted, which must be one of those it waits for. */
    public Mode mode(LockName lock) {
        for (var want : wants) {
            if (want.lock().equals(lock)) {
                return want.mode();
            }
        }
        throw new IllegalStateException(ticket + " does not wait for " + lock);
    }

    /** Whether the owner holds this lock and waits to hold it in another mode. */
    boolean converts(LockName lock) {
        return conversion && wants.getFirst().lock().equals(lock);
    }

    /** Whether later requests that conflict with it have to stay behind it. */
    public boolean reserves() {
        return conversion || terms.strategy() == Terms.Strategy.RESERVE;
    }

    /** Where it stands in a queue: conversions are before all others, and the rest is order of arrival. */
    long place() {
        return conversion ? Long.MIN_VALUE + ticket.value() : ticket.value();
    }
}
