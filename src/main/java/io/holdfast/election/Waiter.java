package io.holdfast.election;

/** A candidate that waits. Times are cluster milliseconds. */
public record Waiter(
        TicketId ticket,
        Candidate candidate,
        String value,
        int priority,
        long sinceMillis,
        long untilMillis,
        long claimMillis)
        implements Comparable<Waiter> {

    /** The order in which candidates are elected. */
    @Override
    public int compareTo(Waiter other) {
        int byPriority = Integer.compare(other.priority, priority);
        return byPriority != 0 ? byPriority : ticket.compareTo(other.ticket);
    }
}
