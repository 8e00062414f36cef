package io.holdfast.lock.web;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.cluster.Query;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.core.Command;
import io.holdfast.core.Opening;
import io.holdfast.core.SessionId;
import io.holdfast.lock.LockCommand.Claim;
import io.holdfast.lock.LockMachine;
import io.holdfast.lock.TicketId;
import io.holdfast.lock.TicketState;
import io.holdfast.lock.TicketView;
import io.holdfast.lock.WaitLink;
import io.holdfast.web.Parking;
import io.holdfast.web.Place;
import io.holdfast.web.Problem;
import io.holdfast.web.WaitProblems;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** Watches tickets, and tells where they stand. */
final class Tickets {

    /** A ticket at an instant of cluster time. */
    record Seen(@Nullable TicketView ticket, List<WaitLink> why, long nowMillis) implements Place {

        @Override
        public @Nullable SessionId session() {
            return ticket == null ? null : ticket.owner().session();
        }

        @Override
        public boolean isWaiting() {
            return ticket != null && ticket.state() == TicketState.WAITING;
        }

        @Override
        public @Nullable Command claim() {
            return ticket == null || ticket.isClaimed() || ticket.conversion() || ticket.state() != TicketState.GRANTED
                    ? null
                    : new Claim(ticket.ticket(), ticket.owner().session());
        }
    }

    private final Parking parking;
    private final LockProblems problems;
    private final SessionLeases leases;

    Tickets(Parking parking, LockProblems problems, SessionLeases leases) {
        this.parking = parking;
        this.problems = problems;
        this.leases = leases;
    }

    /** Looks at a ticket, from any node. */
    Seen look(TicketId ticket, Duration patience) {
        return parking.look(spot(ticket), patience);
    }

    /** Waits where the ticket's own request was just applied. */
    Seen stay(TicketId ticket, @Nullable Opening opening, Duration patience) {
        return parking.stay(spot(ticket), opening, patience);
    }

    private static Parking.Spot<LockMachine, Seen> spot(TicketId ticket) {
        return new Parking.Spot<>(LOCKS, query(ticket), ticket);
    }

    private static Query<LockMachine, Seen> query(TicketId ticket) {
        return (locks, now) ->
                new Seen(locks.queries().ticket(ticket), locks.queries().chain(ticket), now);
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
        var number = ticket.ticket().toString();
        return switch (ticket.state()) {
            case WAITING ->
                ResponseEntity.accepted().body(WaitAnswers.waiting(ticket, seen.why(), seen.nowMillis(), leases));
            case GRANTED -> {
                if (ticket.holds().size() < ticket.grants().size()) {
                    yield refuse.apply(problems.lost(ticket.lock()));
                }
                yield ResponseEntity.ok(
                        ticket.holds().size() == 1
                                ? LockAnswers.HeldView.of(
                                        ticket, ticket.holds().getFirst(), seen.nowMillis(), ttlMillis)
                                : MultiLockAnswers.HeldAllView.of(ticket, seen.nowMillis(), ttlMillis));
            }
            case TIMED_OUT ->
                refuse.apply(WaitProblems.timedOut(
                                ticket.lock() + " did not become free in time; acquire it again to wait again", number)
                        .with("lock", ticket.lock().value()));
            case DEADLOCKED -> refuse.apply(problems.deadlock(ticket.ticket(), ticket.deadlock()));
            case UNCLAIMED -> refuse.apply(WaitProblems.unclaimed(number));
            case LOST -> refuse.apply(problems.lost(ticket.lock()));
            case CANCELLED -> refuse.apply(WaitProblems.cancelled(number));
            case SESSION_ENDED ->
                refuse.apply(WaitProblems.sessionEnded(ticket.owner().session().toString()));
        };
    }
}
