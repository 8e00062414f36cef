package io.holdfast.semaphore;

import io.holdfast.core.Topic;

/**
 * A place in a semaphore's queue.
 *
 * @param value the sequence of the request that joined the queue
 */
public record TicketId(long value) implements Topic, Comparable<TicketId> {

    @Override
    public int compareTo(TicketId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
