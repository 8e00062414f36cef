package io.holdfast.election;

import io.holdfast.core.Topic;

/**
 * A candidacy that waits.
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
