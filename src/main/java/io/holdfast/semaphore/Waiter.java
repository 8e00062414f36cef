package io.holdfast.semaphore;

/**
 * A place in a queue. Times are cluster milliseconds.
 *
 * @param leaseMillis the lease the hold will have, from its claim on; 0 is none
 * @param claimMillis how long the grant waits to be claimed
 */
public record Waiter(
        TicketId ticket,
        Owner owner,
        int permits,
        long sinceMillis,
        long untilMillis,
        long leaseMillis,
        long claimMillis) {}
