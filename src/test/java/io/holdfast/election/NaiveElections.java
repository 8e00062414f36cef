package io.holdfast.election;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.election.ElectionEvent.Cause;
import io.holdfast.election.ElectionResult.Reason;
import io.holdfast.election.ElectionResult.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Elections as one would write them in an hour: who leads what, a list of wishes, a list of what became of tickets; every
 * question is a scan. Nothing is shared with the machine but its vocabulary. Knows nothing of limits, and forgets nothing.
 */
final class NaiveElections {

    private record Wish(ElectionName election, Waiter waiter) {}

    private record Past(ElectionName election, Waiter waiter, TicketState state) {}

    private static final long NEVER = Long.MAX_VALUE;

    private final TreeMap<ElectionName, Leader> leaders = new TreeMap<>();
    private final TreeMap<ElectionName, Long> versions = new TreeMap<>();
    private final List<Wish> wishes = new ArrayList<>();
    private final List<Past> pasts = new ArrayList<>();
    private final List<TicketId> tickets = new ArrayList<>();

    Applied<ElectionResult> apply(Stamp at, ElectionCommand command) {
        var events = new ArrayList<Event>();
        var result = switch (command) {
            case ElectionCommand.Campaign asked -> campaign(at, asked, events);
            case ElectionCommand.Proclaim asked -> proclaim(at, asked, events);
            case ElectionCommand.Resign asked -> resign(at, asked, events);
            case ElectionCommand.Transfer asked -> transfer(at, asked, events);
            case ElectionCommand.Withdraw asked -> withdraw(at, asked, events);
            case ElectionCommand.Claim asked -> claim(at, asked, events);
        };
        fill(at, events);
        return new Applied<>(result, events);
    }

    private ElectionResult campaign(Stamp at, ElectionCommand.Campaign asked, List<Event> events) {
        var leader = leaders.get(asked.election());
        if (leader != null && leader.candidate().equals(asked.candidate())) {
            return new ElectionResult.Leads(leader.term());
        }
        var queue = queue(asked.election());
        for (var wish : queue) {
            if (wish.waiter.candidate().equals(asked.candidate())) {
                return new ElectionResult.Busy(wish.waiter.ticket());
            }
        }
        if (leader == null) {
            var term = new Term(at.sequence());
            lead(
                    at,
                    asked.election(),
                    new Leader(asked.candidate(), term, asked.value(), asked.priority(), at.millis(), true, 0, null),
                    events);
            return new ElectionResult.Elected(asked.election(), asked.candidate(), term);
        }
        if (asked.waitMillis() == 0) {
            return new ElectionResult.Taken(queue.size());
        }
        var ticket = new TicketId(at.sequence());
        wishes.add(new Wish(
                asked.election(),
                new Waiter(
                        ticket,
                        asked.candidate(),
                        asked.value(),
                        asked.priority(),
                        at.millis(),
                        at.millis() + asked.waitMillis(),
                        asked.claimMillis())));
        tickets.add(ticket);
        return new ElectionResult.Waiting(ticket);
    }

    private void lead(Stamp at, ElectionName election, Leader leader, List<Event> events) {
        leaders.put(election, leader);
        versions.put(election, at.sequence());
        events.add(new ElectionEvent.Elected(election, leader.candidate(), leader.term()));
    }

    private boolean leads(ElectionName election, SessionId session, Term term) {
        var leader = leaders.get(election);
        return leader != null
                && leader.candidate().session().equals(session)
                && leader.term().equals(term);
    }

    private ElectionResult proclaim(Stamp at, ElectionCommand.Proclaim asked, List<Event> events) {
        if (!leads(asked.election(), asked.session(), asked.term())) {
            return new Refused(Reason.NOT_LEADING);
        }
        told(at, asked.election(), events);
        var leader = leaders.get(asked.election());
        leaders.put(
                asked.election(),
                new Leader(
                        leader.candidate(),
                        leader.term(),
                        asked.value(),
                        leader.priority(),
                        leader.sinceMillis(),
                        true,
                        0,
                        leader.ticket()));
        versions.put(asked.election(), at.sequence());
        events.add(new ElectionEvent.Proclaimed(asked.election(), leader.candidate(), asked.term(), asked.value()));
        return new ElectionResult.Proclaimed();
    }

    private void told(Stamp at, ElectionName election, List<Event> events) {
        var leader = leaders.get(election);
        if (leader.claimed()) {
            return;
        }
        leaders.put(
                election,
                new Leader(
                        leader.candidate(),
                        leader.term(),
                        leader.value(),
                        leader.priority(),
                        leader.sinceMillis(),
                        true,
                        0,
                        leader.ticket()));
        versions.put(election, at.sequence());
        note(leader.ticket(), TicketState.CLAIMED);
        events.add(new ElectionEvent.Claimed(election, leader.candidate(), leader.term()));
    }

    private ElectionResult resign(Stamp at, ElectionCommand.Resign asked, List<Event> events) {
        if (!leads(asked.election(), asked.session(), asked.term())) {
            return new Refused(Reason.NOT_LEADING);
        }
        resign(at, asked.election(), events);
        return new ElectionResult.Resigned();
    }

    private void resign(Stamp at, ElectionName election, List<Event> events) {
        var leader = unseat(at, election, TicketState.WITHDRAWN);
        events.add(new ElectionEvent.Resigned(election, leader.candidate(), leader.term()));
    }

    private Leader unseat(Stamp at, ElectionName election, TicketState unclaimed) {
        var leader = leaders.remove(election);
        versions.put(election, at.sequence());
        if (!leader.claimed()) {
            note(leader.ticket(), unclaimed);
        }
        return leader;
    }

    private ElectionResult transfer(Stamp at, ElectionCommand.Transfer asked, List<Event> events) {
        if (!leads(asked.election(), asked.session(), asked.term())) {
            return new Refused(Reason.NOT_LEADING);
        }
        for (var wish : queue(asked.election())) {
            if (wish.waiter.candidate().name().equals(asked.to())) {
                resign(at, asked.election(), events);
                elect(at, wish, events);
                return new ElectionResult.Transferred(wish.waiter.candidate(), new Term(at.sequence()));
            }
        }
        return new Refused(Reason.NO_CANDIDATE);
    }

    private void elect(Stamp at, Wish wish, List<Event> events) {
        var waiter = wish.waiter;
        wishes.remove(wish);
        pasts.add(new Past(wish.election, waiter, TicketState.ELECTED));
        events.add(
                new ElectionEvent.WaitEnded(waiter.ticket(), wish.election, waiter.candidate(), TicketState.ELECTED));
        lead(
                at,
                wish.election,
                new Leader(
                        waiter.candidate(),
                        new Term(at.sequence()),
                        waiter.value(),
                        waiter.priority(),
                        at.millis(),
                        false,
                        at.millis() + waiter.claimMillis(),
                        waiter.ticket()),
                events);
    }

    private ElectionResult withdraw(Stamp at, ElectionCommand.Withdraw asked, List<Event> events) {
        var wish = wish(asked.ticket());
        if (wish != null) {
            if (!wish.waiter.candidate().session().equals(asked.session())) {
                return new Refused(Reason.NOT_OWNER);
            }
            end(wish, TicketState.WITHDRAWN, events);
            return new ElectionResult.Withdrawn(false);
        }
        var past = past(asked.ticket());
        if (past == null) {
            return new Refused(Reason.UNKNOWN_TICKET);
        }
        if (!past.waiter.candidate().session().equals(asked.session())) {
            return new Refused(Reason.NOT_OWNER);
        }
        if (leaderOf(past) == null) {
            return new ElectionResult.Withdrawn(false);
        }
        resign(at, past.election, events);
        note(asked.ticket(), TicketState.WITHDRAWN);
        return new ElectionResult.Withdrawn(true);
    }

    private ElectionResult claim(Stamp at, ElectionCommand.Claim asked, List<Event> events) {
        if (wish(asked.ticket()) != null) {
            return new Refused(Reason.NOT_ELECTED);
        }
        var past = past(asked.ticket());
        if (past == null) {
            return new Refused(Reason.UNKNOWN_TICKET);
        }
        var leader = leaderOf(past);
        if (leader == null) {
            return new Refused(Reason.NOT_ELECTED);
        }
        if (!leader.candidate().session().equals(asked.session())) {
            return new Refused(Reason.NOT_OWNER);
        }
        told(at, past.election, events);
        return new ElectionResult.Claimed(leader.term());
    }

    private void end(Wish wish, TicketState state, List<Event> events) {
        wishes.remove(wish);
        pasts.add(new Past(wish.election, wish.waiter, state));
        events.add(new ElectionEvent.WaitEnded(wish.waiter.ticket(), wish.election, wish.waiter.candidate(), state));
    }

    private void note(TicketId ticket, TicketState state) {
        var past = past(ticket);
        pasts.set(pasts.indexOf(past), new Past(past.election, past.waiter, state));
    }

    /** Whoever is first in line leads where nobody does. */
    private void fill(Stamp at, List<Event> events) {
        for (var election : List.copyOf(versions.keySet())) {
            if (!leaders.containsKey(election) && !queue(election).isEmpty()) {
                elect(at, queue(election).getFirst(), events);
            }
        }
    }

    List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>();
        List.copyOf(wishes).stream()
                .filter(wish -> wish.waiter.candidate().session().equals(session))
                .forEach(wish -> end(wish, TicketState.SESSION_ENDED, events));
        for (var election : ledBy(session)) {
            var leader = unseat(at, election, TicketState.SESSION_ENDED);
            events.add(new ElectionEvent.Lost(election, leader.candidate(), leader.term(), Cause.SESSION_ENDED));
        }
        fill(at, events);
        return events;
    }

    List<ElectionName> ledBy(SessionId session) {
        return leaders.entrySet().stream()
                .filter(entry -> entry.getValue().candidate().session().equals(session))
                .map(entry -> entry.getKey())
                .toList();
    }

    /** One deadline after another, the earliest first; at one instant claims before wishes. */
    List<Event> timePassed(Stamp at) {
        var events = new ArrayList<Event>();
        while (nextDeadline().orElse(NEVER) <= at.millis()) {
            long due = nextDeadline().getAsLong();
            var late = leaders.entrySet().stream()
                    .filter(entry ->
                            !entry.getValue().claimed() && entry.getValue().claimUntilMillis() == due)
                    .map(entry -> entry.getKey())
                    .findFirst();
            if (late.isPresent()) {
                var leader = unseat(at, late.get(), TicketState.UNCLAIMED);
                events.add(new ElectionEvent.Lost(late.get(), leader.candidate(), leader.term(), Cause.UNCLAIMED));
            } else {
                var wish = wishes.stream()
                        .filter(each -> each.waiter.untilMillis() == due)
                        .min(Comparator.comparing(each -> each.waiter.ticket()))
                        .orElseThrow();
                end(wish, TicketState.TIMED_OUT, events);
            }
            fill(at, events);
        }
        return events;
    }

    OptionalLong nextDeadline() {
        var deadlines = new TreeSet<Long>();
        leaders.values().stream()
                .filter(leader -> !leader.claimed())
                .forEach(leader -> deadlines.add(leader.claimUntilMillis()));
        wishes.forEach(wish -> deadlines.add(wish.waiter.untilMillis()));
        return deadlines.isEmpty() ? OptionalLong.empty() : OptionalLong.of(deadlines.first());
    }

    private List<Wish> queue(ElectionName election) {
        return wishes.stream()
                .filter(wish -> wish.election.equals(election))
                .sorted(Comparator.comparing((Wish wish) -> -wish.waiter.priority())
                        .thenComparing(wish -> wish.waiter.ticket()))
                .toList();
    }

    private Wish wish(TicketId ticket) {
        return wishes.stream()
                .filter(wish -> wish.waiter.ticket().equals(ticket))
                .findFirst()
                .orElse(null);
    }

    private Past past(TicketId ticket) {
        return pasts.stream()
                .filter(past -> past.waiter.ticket().equals(ticket))
                .findFirst()
                .orElse(null);
    }

    private Leader leaderOf(Past past) {
        var leader = leaders.get(past.election);
        return leader != null && past.waiter.ticket().equals(leader.ticket()) ? leader : null;
    }

    ElectionView inspect(ElectionName election) {
        var queue = queue(election);
        return new ElectionView(
                election,
                versions.getOrDefault(election, 0L),
                leaders.get(election),
                queue.stream().map(Wish::waiter).toList(),
                queue.size());
    }

    TicketView ticket(TicketId ticket) {
        var wish = wish(ticket);
        if (wish != null) {
            return new TicketView(
                    ticket,
                    TicketState.WAITING,
                    wish.election,
                    wish.waiter.candidate(),
                    queue(wish.election).indexOf(wish) + 1,
                    leaders.get(wish.election));
        }
        var past = past(ticket);
        return past == null
                ? null
                : new TicketView(ticket, past.state, past.election, past.waiter.candidate(), 0, leaderOf(past));
    }

    List<TicketId> waitsOf(SessionId session) {
        return wishes.stream()
                .filter(wish -> wish.waiter.candidate().session().equals(session))
                .map(wish -> wish.waiter.ticket())
                .sorted()
                .toList();
    }

    List<TicketId> tickets() {
        return tickets;
    }

    long term(ElectionName election) {
        var leader = leaders.get(election);
        return leader == null ? 0 : leader.term().value();
    }

    int leaderCount() {
        return leaders.size();
    }

    int candidateCount() {
        return wishes.size();
    }
}
