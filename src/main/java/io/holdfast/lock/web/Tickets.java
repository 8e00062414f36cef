package io.holdfast.lock.web;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.Query;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.core.Opening;
import io.holdfast.lock.LockCommand.Claim;
import io.holdfast.lock.LockMachine;
import io.holdfast.lock.LockResult;
import io.holdfast.lock.LockResult.Claimed;
import io.holdfast.lock.TicketId;
import io.holdfast.lock.TicketState;
import io.holdfast.lock.TicketView;
import io.holdfast.lock.WaitLink;
import io.holdfast.web.Mutation;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** Watches tickets, and tells where they stand. */
final class Tickets {

    /** A ticket at an instant of cluster time. */
    record Seen(@Nullable TicketView ticket, List<WaitLink> why, long nowMillis) {

        boolean isSettled() {
            return ticket == null || ticket.state() != TicketState.WAITING;
        }
    }

    private static final int KEEPALIVES_A_TTL = 3;

    private final Consensus consensus;
    private final SessionLeases leases;
    private final LockProblems problems;

    Tickets(Consensus consensus, SessionLeases leases, LockProblems problems) {
        this.consensus = consensus;
        this.leases = leases;
        this.problems = problems;
    }

    /** Looks at a ticket: first linearizably, then as the node's copy goes on. */
    Seen look(TicketId ticket, Duration patience) {
        var seen = consensus.read(LOCKS, query(ticket));
        return seen.isSettled() || patience.isZero() ? seen : await(ticket, patience);
    }

    /** Waits where the ticket's own request was just applied, so that no barrier is needed. */
    Seen await(TicketId ticket, Duration patience) {
        return consensus.await(LOCKS, query(ticket), Seen::isSettled, ticket, patience);
    }

    /**
     * Waits as above. The request that is being held is itself a sign of life of the session it opened: whoever waits in
     * it for longer than the session's TTL cannot know the session yet, and so cannot keep it alive.
     */
    Seen await(TicketId ticket, Opening opening, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        long pause = TimeUnit.MILLISECONDS.toNanos(opening.ttlMillis() / KEEPALIVES_A_TTL);
        while (true) {
            long next = System.nanoTime() + pause;
            var seen = await(ticket, Duration.ofNanos(Math.max(0, Math.min(next, end) - System.nanoTime())));
            // A node that stops answers before the time is over.
            if (seen.isSettled() || next >= end || System.nanoTime() < next) {
                return seen;
            }
            keepAlive(seen);
        }
    }

    private void keepAlive(Seen seen) {
        var ticket = seen.ticket();
        try {
            if (ticket != null) {
                leases.keepAlive(ticket.owner().session());
            }
        } catch (ClusterException _) {
            // A new leader gives every session one full lease again, and the wait itself goes on here.
        }
    }

    private static Query<LockMachine, Seen> query(TicketId ticket) {
        return (locks, now) ->
                new Seen(locks.queries().ticket(ticket), locks.queries().chain(ticket), now);
    }

    /**
     * Says where a ticket stands. A grant that is reported here for the first time is claimed before, so that it passes on
     * if nobody asks.
     *
     * @param ttlMillis of the implicit session, where it is known
     */
    ResponseEntity<Object> settle(Seen seen, @Nullable Long ttlMillis, Mutation mutation) {
        var ticket = seen.ticket();
        if (ticket == null) {
            return mutation.refuse(LockProblems.unknownTicket());
        }
        if (ticket.state() == TicketState.GRANTED && !ticket.isClaimed() && !ticket.conversion()) {
            var claim = new Claim(ticket.ticket(), ticket.owner().session());
            if (!(mutation.confirm(claim, LockResult.class) instanceof Claimed)) {
                var now = consensus.readLocal(LOCKS, query(ticket.ticket()));
                return now.ticket() == null
                        ? mutation.refuse(LockProblems.unknownTicket())
                        : answer(now, now.ticket(), ttlMillis, mutation);
            }
        }
        return answer(seen, ticket, ttlMillis, mutation);
    }

    private ResponseEntity<Object> answer(Seen seen, TicketView ticket, @Nullable Long ttlMillis, Mutation mutation) {
        return switch (ticket.state()) {
            case WAITING -> ResponseEntity.accepted().body(WaitAnswers.waiting(ticket, seen.why(), seen.nowMillis()));
            case GRANTED -> {
                if (ticket.holds().size() < ticket.grants().size()) {
                    yield mutation.refuse(problems.lost(ticket.lock()));
                }
                yield ResponseEntity.ok(
                        ticket.holds().size() == 1
                                ? LockAnswers.HeldView.of(
                                        ticket, ticket.holds().getFirst(), seen.nowMillis(), ttlMillis)
                                : LockAnswers.HeldAllView.of(ticket, seen.nowMillis(), ttlMillis));
            }
            case TIMED_OUT -> mutation.refuse(timedOut(ticket));
            case DEADLOCKED -> mutation.refuse(problems.deadlock(ticket.ticket(), ticket.deadlock()));
            case UNCLAIMED -> mutation.refuse(unclaimed(ticket));
            case LOST -> mutation.refuse(problems.lost(ticket.lock()));
            case CANCELLED ->
                mutation.refuse(
                        Problem.of(LockProblems.WAIT_CANCELLED, "the wait was cancelled; acquire the lock again")
                                .with("ticket", ticket.ticket().toString()));
            case SESSION_ENDED ->
                mutation.refuse(Problem.of(
                                ProblemType.SESSION_GONE,
                                "the session ended while it waited; keep sessions alive that wait for longer than their ttl")
                        .with("session", ticket.owner().session().toString()));
        };
    }

    private static Problem timedOut(TicketView ticket) {
        return Problem.of(
                        LockProblems.WAIT_TIMEOUT,
                        ticket.lock() + " did not become free in time; acquire it again to wait again")
                .with("lock", ticket.lock().value())
                .with("ticket", ticket.ticket().toString());
    }

    private static Problem unclaimed(TicketView ticket) {
        return Problem.of(
                        LockProblems.GRANT_PASSED_ON,
                        ticket.lock() + " was granted to this ticket, and passed on since nobody asked for it in time; "
                                + "acquire it again, and keep a request open while you wait")
                .with("lock", ticket.lock().value())
                .with("ticket", ticket.ticket().toString());
    }
}
