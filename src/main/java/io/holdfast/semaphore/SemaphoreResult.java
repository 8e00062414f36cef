package io.holdfast.semaphore;

import io.holdfast.core.Result;

/** What became of a {@link SemaphoreCommand}. */
public sealed interface SemaphoreResult extends Result {

    /**
     * The semaphore has this size.
     *
     * @param before the size it had; 0 if it is new
     */
    record Defined(int permits, int before) implements SemaphoreResult {}

    /**
     * The semaphore grants nothing until it is undrained or resized.
     *
     * @param held the permits that are still out
     */
    record Drained(int held) implements SemaphoreResult {}

    record Undrained() implements SemaphoreResult {}

    record Deleted() implements SemaphoreResult {}

    /** The owner holds the permits. */
    record Granted(SemaphoreName semaphore, Owner owner, FencingToken token, int permits, long leaseMillis)
            implements SemaphoreResult {}

    /** The owner stands in the queue. */
    record Waiting(TicketId ticket) implements SemaphoreResult {}

    /** There are too few permits, or others wait for them, or they are drained, and the owner did not want to wait. */
    record Exhausted(int available, int waiters) implements SemaphoreResult {}

    /** The owner waits for this semaphore already. */
    record Busy(TicketId ticket) implements SemaphoreResult {}

    /** Permits that are left of the hold; it is over at 0. */
    record Released(int permits) implements SemaphoreResult {}

    record Extended(long leaseMillis) implements SemaphoreResult {}

    /** The wait is over; {@code released} tells that it had been granted and was given back. */
    record Cancelled(boolean released) implements SemaphoreResult {}

    /** The grant is taken; claiming it again changes nothing. */
    record Claimed(FencingToken token) implements SemaphoreResult {}

    record Refused(Reason reason) implements SemaphoreResult {}

    /** Why not. The order is part of the wire format: new reasons are added at the end. */
    enum Reason {
        UNKNOWN_SEMAPHORE,
        /** More permits are asked for than the semaphore has in all. */
        TOO_MANY,
        /** Nothing is held under this token: it was lost, or given back before. */
        LOST,
        /** There is such a grant, but it is another's. */
        NOT_OWNER,
        /** Several owners of the session were granted under this token; the request must say which. */
        AMBIGUOUS_OWNER,
        /** Somebody holds permits or waits for them. */
        IN_USE,
        UNKNOWN_TICKET,
        /** The ticket was not granted, or what it was granted is gone. */
        NOT_GRANTED,
        WAITERS_MAX,
        SESSION_ROWS_MAX,
        SEMAPHORES_MAX
    }
}
