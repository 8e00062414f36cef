package io.holdfast.election.web;

import static io.holdfast.election.ElectionPrimitive.ELECTIONS;

import io.holdfast.core.Command;
import io.holdfast.core.Opening;
import io.holdfast.core.SessionId;
import io.holdfast.election.ElectionCommand.Claim;
import io.holdfast.election.ElectionEvent.ElectionTopic;
import io.holdfast.election.ElectionMachine;
import io.holdfast.election.ElectionName;
import io.holdfast.election.ElectionView;
import io.holdfast.election.TicketId;
import io.holdfast.election.TicketState;
import io.holdfast.election.TicketView;
import io.holdfast.election.web.ElectionAnswers.StateView;
import io.holdfast.election.web.ElectionAnswers.WaitingView;
import io.holdfast.election.web.ElectionAnswers.WonView;
import io.holdfast.web.Parking;
import io.holdfast.web.Parking.Spot;
import io.holdfast.web.Place;
import io.holdfast.web.Problem;
import io.holdfast.web.WaitProblems;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** Watches tickets of elections and elections themselves, and tells where they stand. */
final class Candidacies {

    /** A ticket at an instant of cluster time. */
    record Seen(@Nullable TicketView ticket, long nowMillis) implements Place {

        @Override
        public @Nullable SessionId session() {
            return ticket == null ? null : ticket.candidate().session();
        }

        @Override
        public boolean isWaiting() {
            return ticket != null && ticket.state() == TicketState.WAITING;
        }

        @Override
        public @Nullable Command claim() {
            return ticket != null && ticket.state() == TicketState.ELECTED
                    ? new Claim(ticket.ticket(), ticket.candidate().session())
                    : null;
        }
    }

    /** An election, for whoever knows its state up to a version. */
    private record Observed(ElectionView election, long nowMillis, long after) implements Place {

        @Override
        public boolean isWaiting() {
            return election.version() <= after;
        }

        @Override
        public @Nullable Command claim() {
            return null;
        }
    }

    private final Parking parking;
    private final ElectionProblems problems;

    Candidacies(Parking parking, ElectionProblems problems) {
        this.parking = parking;
        this.problems = problems;
    }

    /** The election as soon as its version is greater, or as it is when patience runs out. */
    StateView observe(ElectionName name, long after, Duration patience) {
        Spot<ElectionMachine, Observed> spot = new Spot<>(
                ELECTIONS,
                (elections, now) -> new Observed(elections.queries().inspect(name), now, after),
                new ElectionTopic(name));
        var observed = parking.look(spot, patience);
        return StateView.whole(observed.election(), observed.nowMillis());
    }

    Seen look(ElectionName election, TicketId ticket, Duration patience) {
        return parking.look(spot(election, ticket), patience);
    }

    Seen stay(ElectionName election, TicketId ticket, @Nullable Opening opening, Duration patience) {
        return parking.stay(spot(election, ticket), opening, patience);
    }

    private static Spot<ElectionMachine, Seen> spot(ElectionName election, TicketId ticket) {
        return new Spot<>(
                ELECTIONS,
                (elections, now) -> {
                    var view = elections.queries().ticket(ticket);
                    return new Seen(view != null && view.election().equals(election) ? view : null, now);
                },
                ticket);
    }

    /**
     * Says where a ticket stands.
     *
     * @param ttlMillis of the implicit session, where it is known
     */
    ResponseEntity<Object> answer(
            Seen seen, @Nullable Long ttlMillis, Function<Problem, ResponseEntity<Object>> refuse) {
        var ticket = seen.ticket();
        if (ticket == null) {
            return refuse.apply(WaitProblems.unknownTicket());
        }
        var id = ticket.ticket().toString();
        return switch (ticket.state()) {
            case WAITING -> ResponseEntity.accepted().body(WaitingView.of(ticket, seen.nowMillis()));
            case ELECTED -> throw new IllegalStateException("told before it was claimed: " + ticket);
            case CLAIMED -> {
                var leader = ticket.leader();
                yield leader == null
                        ? refuse.apply(problems.lost(ticket.election()))
                        : ResponseEntity.ok(WonView.of(ticket, leader, ttlMillis));
            }
            case UNCLAIMED -> refuse.apply(WaitProblems.unclaimed(id));
            case TIMED_OUT ->
                refuse.apply(WaitProblems.timedOut(
                        ticket.election() + " did not fall vacant in time; campaign again to wait again", id));
            case WITHDRAWN -> refuse.apply(WaitProblems.cancelled(id));
            case SESSION_ENDED ->
                refuse.apply(
                        WaitProblems.sessionEnded(ticket.candidate().session().toString()));
        };
    }
}
