package io.holdfast.lock;

/**
 * A place in a queue. Times are cluster milliseconds.
 *
 * @param leaseMillis the lease the hold will have, from the grant; 0 is none
 */
public record Waiter(TicketId ticket, Owner owner, Mode mode, long sinceMillis, long untilMillis, long leaseMillis) {}
