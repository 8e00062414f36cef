package io.holdfast.election.web;

import io.holdfast.core.Event;
import io.holdfast.election.Candidate;
import io.holdfast.election.ElectionEvent;
import io.holdfast.election.ElectionEvent.Claimed;
import io.holdfast.election.ElectionEvent.Elected;
import io.holdfast.election.ElectionEvent.Lost;
import io.holdfast.election.ElectionEvent.Proclaimed;
import io.holdfast.election.ElectionEvent.Resigned;
import io.holdfast.election.ElectionEvent.WaitEnded;
import io.holdfast.election.ElectionName;
import io.holdfast.election.Term;
import io.holdfast.web.EventForm;
import io.holdfast.web.EventForms;
import io.holdfast.web.Input;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How events of elections are told. */
final class ElectionEventForms implements EventForms {

    @Override
    public @Nullable EventForm of(Event event) {
        return event instanceof ElectionEvent happened ? tell(happened) : null;
    }

    @Override
    public List<String> types() {
        return List.of(
                "election.elected",
                "election.claimed",
                "election.proclaimed",
                "election.resigned",
                "election.lost",
                "election.wait-ended");
    }

    private static EventForm tell(ElectionEvent event) {
        return switch (event) {
            case Elected(var election, var candidate, var term) -> of("election.elected", election, candidate, term);
            case Claimed(var election, var candidate, var term) -> of("election.claimed", election, candidate, term);
            case Proclaimed(var election, var candidate, var term, var value) ->
                of("election.proclaimed", election, candidate, term).with("value", value);
            case Resigned(var election, var candidate, var term) -> of("election.resigned", election, candidate, term);
            case Lost(var election, var candidate, var term, var cause) ->
                of("election.lost", election, candidate, term).with("cause", Input.word(cause));
            case WaitEnded(var ticket, var election, var candidate, var state) ->
                of("election.wait-ended", election, candidate, null)
                        .with("ticket", ticket.toString())
                        .with("state", Input.word(state));
        };
    }

    private static EventForm of(String type, ElectionName election, Candidate candidate, @Nullable Term term) {
        return EventForm.of(type, election.value())
                .with("candidate", candidate.name())
                .with("session", candidate.session().toString())
                .with("term", term == null ? null : term.toString());
    }
}
