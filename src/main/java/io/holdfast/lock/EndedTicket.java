package io.holdfast.lock;

import java.util.List;

/**
 * How a wait ended.
 *
 * @param grants what it was granted; with token 0 where it was not
 * @param grantedAt sequence of the step that granted it, by which its holds are told from later ones; 0 where it was not
 * @param deadlock the number of the deadlock that it was given up in; 0 is none
 */
record EndedTicket(
        TicketId ticket,
        Owner owner,
        List<Grant> grants,
        boolean conversion,
        TicketState state,
        long grantedAt,
        long deadlock) {

    static EndedTicket of(Waiter waiter, TicketState state, long deadlock) {
        var grants = waiter.wants().stream()
                .map(want -> new Grant(want.lock(), want.mode(), FencingToken.NONE))
                .toList();
        return new EndedTicket(waiter.ticket(), waiter.owner(), grants, waiter.conversion(), state, 0, deadlock);
    }

    static EndedTicket granted(Waiter waiter, List<Grant> grants, long sequence) {
        return new EndedTicket(
                waiter.ticket(), waiter.owner(), grants, waiter.conversion(), TicketState.GRANTED, sequence, 0);
    }

    EndedTicket in(TicketState newState) {
        return new EndedTicket(ticket, owner, grants, conversion, newState, grantedAt, deadlock);
    }
}
