package io.holdfast.election;

import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;

/** What happens to leaders and candidates. */
public sealed interface ElectionEvent extends Event {

    Candidate candidate();

    @Override
    default SessionId session() {
        return candidate().session();
    }

    /** Something that whoever observes the election sees. */
    sealed interface Change extends ElectionEvent {

        ElectionName election();

        @Override
        default Topic topic() {
            return new ElectionTopic(election());
        }
    }

    /** Somebody leads. */
    record Elected(ElectionName election, Candidate candidate, Term term) implements Change {}

    /** The leader that was elected out of the queue has been told. */
    record Claimed(ElectionName election, Candidate candidate, Term term) implements Change {}

    /** The leader says something else. */
    record Proclaimed(ElectionName election, Candidate candidate, Term term, String value) implements Change {}

    /** The leader has resigned, in favour of another or not. */
    record Resigned(ElectionName election, Candidate candidate, Term term) implements Change {}

    /** The leader leads no longer, without having resigned. */
    record Lost(ElectionName election, Candidate candidate, Term term, Cause cause) implements Change {}

    enum Cause {
        SESSION_ENDED,
        /** Nobody asked for the election in time. */
        UNCLAIMED
    }

    /** A candidacy is over: the candidate was elected, or it waits no longer. */
    record WaitEnded(TicketId ticket, ElectionName election, Candidate candidate, TicketState state)
            implements ElectionEvent {

        @Override
        public Topic topic() {
            return ticket;
        }
    }

    /** Waits for a change of the election's version. */
    record ElectionTopic(ElectionName election) implements Topic {}
}
