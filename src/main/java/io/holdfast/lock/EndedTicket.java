package io.holdfast.lock;

/**
 * How a wait ended.
 *
 * @param token what it was granted; 0 where it was not
 */
record EndedTicket(TicketId ticket, LockName lock, Owner owner, Mode mode, TicketState state, FencingToken token) {

    static EndedTicket of(LockName lock, Waiter waiter, TicketState state, FencingToken token) {
        return new EndedTicket(waiter.ticket(), lock, waiter.owner(), waiter.mode(), state, token);
    }

    EndedTicket cancelled() {
        return new EndedTicket(ticket, lock, owner, mode, TicketState.CANCELLED, token);
    }
}
