package io.holdfast.lock;

/**
 * How a wait ended.
 *
 * @param token what it was granted; 0 where it was not
 */
record EndedTicket(TicketId ticket, LockName lock, Owner owner, Mode mode, TicketState state, FencingToken token) {}
