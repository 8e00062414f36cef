package io.holdfast.semaphore;

/**
 * How a wait ended.
 *
 * @param token what it was granted; 0 where it was not
 */
record EndedTicket(
        TicketId ticket, SemaphoreName semaphore, Owner owner, int permits, TicketState state, FencingToken token) {

    private static final FencingToken NONE = new FencingToken(0);

    static EndedTicket of(SemaphoreName semaphore, Waiter waiter, TicketState state) {
        return new EndedTicket(waiter.ticket(), semaphore, waiter.owner(), waiter.permits(), state, NONE);
    }

    /** How a ticket ended that had been granted. */
    static EndedTicket of(TicketId ticket, Hold hold, TicketState state) {
        return new EndedTicket(ticket, hold.key.semaphore(), hold.key.owner(), hold.permits, state, hold.key.token());
    }

    Hold.Key hold() {
        return new Hold.Key(semaphore, token, owner);
    }
}
