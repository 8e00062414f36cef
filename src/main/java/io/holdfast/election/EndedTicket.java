package io.holdfast.election;

/**
 * How a candidacy ended.
 *
 * @param term in which it led; 0 where it did not
 */
record EndedTicket(TicketId ticket, ElectionName election, Candidate candidate, TicketState state, Term term) {}
