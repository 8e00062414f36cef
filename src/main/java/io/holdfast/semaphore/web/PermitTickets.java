package io.holdfast.semaphore.web;

import static io.holdfast.semaphore.SemaphorePrimitive.SEMAPHORES;

import io.holdfast.core.Command;
import io.holdfast.core.Opening;
import io.holdfast.core.SessionId;
import io.holdfast.semaphore.SemaphoreCommand.Claim;
import io.holdfast.semaphore.SemaphoreMachine;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.semaphore.TicketId;
import io.holdfast.semaphore.TicketState;
import io.holdfast.semaphore.TicketView;
import io.holdfast.semaphore.web.SemaphoreAnswers.HeldView;
import io.holdfast.semaphore.web.SemaphoreAnswers.WaitingView;
import io.holdfast.web.Parking;
import io.holdfast.web.Parking.Spot;
import io.holdfast.web.Place;
import io.holdfast.web.Problem;
import io.holdfast.web.WaitProblems;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** Watches tickets of semaphores, and tells where they stand. */
final class PermitTickets {

    /** A ticket at an instant of cluster time. */
    record Seen(@Nullable TicketView ticket, long nowMillis) implements Place {

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
            return ticket != null && ticket.state() == TicketState.GRANTED
                    ? new Claim(ticket.ticket(), ticket.owner().session())
                    : null;
        }
    }

    private final Parking parking;
    private final SemaphoreProblems problems;

    PermitTickets(Parking parking, SemaphoreProblems problems) {
        this.parking = parking;
        this.problems = problems;
    }

    Seen look(SemaphoreName semaphore, TicketId ticket, Duration patience) {
        return parking.look(spot(semaphore, ticket), patience);
    }

    Seen stay(SemaphoreName semaphore, TicketId ticket, @Nullable Opening opening, Duration patience) {
        return parking.stay(spot(semaphore, ticket), opening, patience);
    }

    private static Spot<SemaphoreMachine, Seen> spot(SemaphoreName semaphore, TicketId ticket) {
        return new Spot<>(
                SEMAPHORES,
                (semaphores, now) -> {
                    var view = semaphores.queries().ticket(ticket);
                    return new Seen(view != null && view.semaphore().equals(semaphore) ? view : null, now);
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
            case WAITING -> ResponseEntity.accepted().body(WaitingView.of(ticket));
            case GRANTED -> throw new IllegalStateException("told before it was claimed: " + ticket);
            case CLAIMED -> {
                var hold = ticket.hold();
                yield hold == null
                        ? refuse.apply(problems.lost(ticket.semaphore()))
                        : ResponseEntity.ok(HeldView.of(ticket, hold, seen.nowMillis(), ttlMillis));
            }
            case UNCLAIMED -> refuse.apply(WaitProblems.unclaimed(id));
            case TIMED_OUT ->
                refuse.apply(WaitProblems.timedOut(
                        ticket.semaphore() + " had not enough permits in time; acquire again to wait again", id));
            case CANCELLED -> refuse.apply(WaitProblems.cancelled(id));
            case SESSION_ENDED ->
                refuse.apply(WaitProblems.sessionEnded(ticket.owner().session().toString()));
            case OUTSIZED -> refuse.apply(problems.exceeds(ticket.semaphore()).with("ticket", id));
        };
    }
}
