package io.holdfast.election;

import io.holdfast.core.Deadlines;
import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All elections with their leaders, candidates and deadlines, and the few places where any of these begins or ends. */
final class ElectionTable {

    static final long NEVER = Long.MAX_VALUE;
    private static final Term NONE = new Term(0);

    final TreeMap<ElectionName, Election> elections = new TreeMap<>();
    /** Versions of elections that nobody leads any more, so that their observers are told that. */
    final Map<ElectionName, Long> vacant = new LinkedHashMap<>();

    final Map<TicketId, EndedTicket> ended = new LinkedHashMap<>();
    final Map<TicketId, Election> waiting = new LinkedHashMap<>();
    /** Elected and not claimed yet. */
    final Map<TicketId, Election> elected = new LinkedHashMap<>();

    final SessionRows rows = new SessionRows();
    long floor;

    private final Map<TicketId, Waiter> waiters = new LinkedHashMap<>();
    private final Deadlines<ElectionName> claims = new Deadlines<>();
    private final Deadlines<TicketId> patience = new Deadlines<>();

    /** The version of an election, whether it is led, vacant, forgotten or never was. */
    long version(ElectionName name) {
        var election = elections.get(name);
        return election != null ? election.version : vacant.getOrDefault(name, floor);
    }

    Election named(ElectionName name) {
        var election = elections.get(name);
        if (election == null) {
            throw new IllegalStateException("nobody leads " + name);
        }
        return election;
    }

    Waiter waiter(TicketId ticket) {
        var waiter = waiters.get(ticket);
        if (waiter == null) {
            throw new IllegalStateException("no such wait: " + ticket);
        }
        return waiter;
    }

    Election begin(ElectionName name) {
        var election = new Election(name, version(name));
        vacant.remove(name);
        elections.put(name, election);
        return election;
    }

    void add(Election election, Waiter waiter) {
        election.add(waiter);
        waiting.put(waiter.ticket(), election);
        waiters.put(waiter.ticket(), waiter);
        patience.set(waiter.ticket(), waiter.untilMillis());
        rows.add(waiter);
    }

    private void remove(Election election, Waiter waiter) {
        election.remove(waiter);
        waiting.remove(waiter.ticket());
        waiters.remove(waiter.ticket());
        patience.clear(waiter.ticket());
        rows.remove(waiter);
    }

    /** The one place where somebody's term begins. */
    void elect(Stamp at, Election election, Leader leader, List<Event> events) {
        if (election.leader != null) {
            throw new IllegalStateException("INV-1: " + election.name + " is led already");
        }
        install(election, leader);
        election.version = at.sequence();
        events.add(new ElectionEvent.Elected(election.name, leader.candidate(), leader.term()));
    }

    void install(Election election, Leader leader) {
        election.leader = leader;
        rows.add(election.name, leader);
        if (!leader.claimed() && leader.ticket() != null) {
            elected.put(leader.ticket(), election);
            claims.set(election.name, leader.claimUntilMillis());
        }
    }

    /** The one place where a candidate becomes the leader. */
    void promote(Stamp at, Election election, Waiter waiter, List<Event> events) {
        remove(election, waiter);
        events.add(
                new ElectionEvent.WaitEnded(waiter.ticket(), election.name, waiter.candidate(), TicketState.ELECTED));
        var leader = new Leader(
                waiter.candidate(),
                new Term(at.sequence()),
                waiter.value(),
                waiter.priority(),
                at.millis(),
                false,
                at.millis() + waiter.claimMillis(),
                waiter.ticket());
        elect(at, election, leader, events);
    }

    /** Elects the first candidate if nobody leads; an election without any is vacant from then on. */
    void fill(Stamp at, Election election, List<Event> events) {
        if (election.leader != null) {
            return;
        }
        if (!election.queue.isEmpty()) {
            promote(at, election, election.queue.first(), events);
            return;
        }
        elections.remove(election.name);
        vacant.put(election.name, election.version);
        if (vacant.size() > ElectionLimits.VACANT_MAX) {
            var oldest = vacant.entrySet().iterator();
            floor = Math.max(floor, oldest.next().getValue());
            oldest.remove();
        }
    }

    void claim(Stamp at, Election election, Leader leader, List<Event> events) {
        if (leader.claimed() || leader.ticket() == null) {
            return;
        }
        election.leader = leader.told();
        election.version = at.sequence();
        claims.clear(election.name);
        remember(ended(leader.ticket(), election, leader, TicketState.CLAIMED));
        events.add(new ElectionEvent.Claimed(election.name, leader.candidate(), leader.term()));
    }

    /**
     * The one place where a term ends; whoever calls it fills the office afterwards.
     *
     * @param state what becomes of the leader's candidacy if it was not claimed yet
     */
    void unseat(Stamp at, Election election, Leader leader, TicketState state) {
        election.leader = null;
        election.version = at.sequence();
        claims.clear(election.name);
        rows.remove(election.name, leader);
        if (!leader.claimed() && leader.ticket() != null) {
            remember(ended(leader.ticket(), election, leader, state));
        }
    }

    private static EndedTicket ended(TicketId ticket, Election election, Leader leader, TicketState state) {
        return new EndedTicket(ticket, election.name, leader.candidate(), state, leader.term());
    }

    /** The one place where a candidacy ends without an election. */
    void endWait(Election election, Waiter waiter, TicketState state, List<Event> events) {
        remove(election, waiter);
        remember(new EndedTicket(waiter.ticket(), election.name, waiter.candidate(), state, NONE));
        events.add(new ElectionEvent.WaitEnded(waiter.ticket(), election.name, waiter.candidate(), state));
    }

    /** Notes how a candidacy ended; the oldest note makes room. */
    void remember(EndedTicket ticket) {
        elected.remove(ticket.ticket());
        ended.put(ticket.ticket(), ticket);
        if (ended.size() > ElectionLimits.ENDED_TICKETS_MAX) {
            var oldest = ended.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** The leader that the ticket made, if it still leads. */
    @Nullable
    Leader leaderOf(TicketId ticket) {
        var past = ended.get(ticket);
        var election = past == null ? elected.get(ticket) : elections.get(past.election());
        var leader = election == null ? null : election.leader;
        return leader != null && ticket.equals(leader.ticket()) ? leader : null;
    }

    /** Deadlines count in order of time, whenever they are acted on; at one instant a claim ends before a wait. */
    List<Event> timePassed(Stamp at) {
        var events = new ArrayList<Event>();
        for (long due = firstDeadline(); due <= at.millis(); due = firstDeadline()) {
            var claim = claims.pollDue(due);
            var wait = claim == null ? patience.pollDue(due) : null;
            if (claim != null) {
                passOver(at, named(claim), events);
            }
            if (wait != null) {
                var waiter = waiter(wait);
                var election = waiting.get(wait);
                if (election != null) {
                    endWait(election, waiter, TicketState.TIMED_OUT, events);
                }
            }
        }
        return events;
    }

    private void passOver(Stamp at, Election election, List<Event> events) {
        var leader = election.leader;
        if (leader == null) {
            throw new IllegalStateException("a claim without a leader: " + election.name);
        }
        unseat(at, election, leader, TicketState.UNCLAIMED);
        events.add(new ElectionEvent.Lost(
                election.name, leader.candidate(), leader.term(), ElectionEvent.Cause.UNCLAIMED));
        fill(at, election, events);
    }

    long firstDeadline() {
        return Math.min(claims.next().orElse(NEVER), patience.next().orElse(NEVER));
    }
}
