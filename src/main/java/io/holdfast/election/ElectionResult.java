package io.holdfast.election;

import io.holdfast.core.Result;

/** What became of an {@link ElectionCommand}. */
public sealed interface ElectionResult extends Result {

    /** The candidate leads. */
    record Elected(ElectionName election, Candidate candidate, Term term) implements ElectionResult {}

    /** The candidate waits. */
    record Waiting(TicketId ticket) implements ElectionResult {}

    /** Another leads, and the candidate did not want to wait. */
    record Taken(int candidates) implements ElectionResult {}

    /** The candidate waits already. */
    record Busy(TicketId ticket) implements ElectionResult {}

    /** The candidate leads already. */
    record Leads(Term term) implements ElectionResult {}

    record Proclaimed() implements ElectionResult {}

    record Resigned() implements ElectionResult {}

    /** The candidate that was elected in the caller's place. */
    record Transferred(Candidate candidate, Term term) implements ElectionResult {}

    /** The wait is over; {@code resigned} tells that the candidate had been elected and has resigned. */
    record Withdrawn(boolean resigned) implements ElectionResult {}

    /** The office is taken; claiming it again changes nothing. */
    record Claimed(Term term) implements ElectionResult {}

    record Refused(Reason reason) implements ElectionResult {}

    /** Why not. The order is part of the wire format: new reasons are added at the end. */
    enum Reason {
        /** The session does not lead in this term. */
        NOT_LEADING,
        /** Nobody of this name is a candidate. */
        NO_CANDIDATE,
        NOT_OWNER,
        UNKNOWN_TICKET,
        /** The candidate was not elected, or leads no longer. */
        NOT_ELECTED,
        CANDIDATES_MAX,
        SESSION_ROWS_MAX,
        ELECTIONS_MAX
    }
}
