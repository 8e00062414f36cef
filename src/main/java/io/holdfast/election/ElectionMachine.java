package io.holdfast.election;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.election.ElectionCommand.Campaign;
import io.holdfast.election.ElectionCommand.Claim;
import io.holdfast.election.ElectionCommand.Proclaim;
import io.holdfast.election.ElectionCommand.Resign;
import io.holdfast.election.ElectionCommand.Transfer;
import io.holdfast.election.ElectionCommand.Withdraw;
import io.holdfast.election.ElectionResult.Reason;
import io.holdfast.election.ElectionResult.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Elections: at most one leader under each name, and candidates that wait for the office.
 *
 * <p>Who campaigns where nobody leads is elected at once. When a leader resigns, or its session ends, the first candidate is
 * elected in the same step; it has to claim the office, or is passed over: the client that waited may be gone. Invariants,
 * checked by the model under these numbers:
 *
 * <ul>
 *   <li>INV-1 an election has at most one leader, and its terms grow;
 *   <li>INV-2 where there are candidates, somebody leads;
 *   <li>INV-3 nobody is elected while a candidate waits that comes before, a transfer excepted;
 *   <li>INV-4 a candidate waits in an election with at most one ticket, and not while it leads;
 *   <li>INV-5 a version never goes back, and grows with each change of the leader or of what it says;
 *   <li>INV-6 an office that is not claimed has a deadline.
 * </ul>
 */
public final class ElectionMachine implements Machine<ElectionCommand> {

    private final ElectionTable table = new ElectionTable();

    @Override
    public Applied<ElectionResult> apply(Stamp at, ElectionCommand command) {
        return switch (command) {
            case Campaign campaign -> campaign(at, campaign);
            case Proclaim proclaim -> proclaim(at, proclaim);
            case Resign resign -> resign(at, resign);
            case Transfer transfer -> transfer(at, transfer);
            case Withdraw withdraw -> withdraw(at, withdraw);
            case Claim claim -> claim(at, claim);
        };
    }

    private Applied<ElectionResult> campaign(Stamp at, Campaign command) {
        var election = table.elections.get(command.election());
        var candidate = command.candidate();
        if (election != null && election.leader != null && election.isLedBy(candidate)) {
            return Applied.of(new ElectionResult.Leads(election.leader.term()));
        }
        var mine = election == null ? null : election.waiter(candidate);
        if (mine != null) {
            return Applied.of(new ElectionResult.Busy(mine.ticket()));
        }
        if (table.rows.count(candidate.session()) >= ElectionLimits.SESSION_ROWS_MAX) {
            return refused(Reason.SESSION_ROWS_MAX);
        }
        if (election == null) {
            return elected(at, command);
        }
        if (command.waitMillis() == 0) {
            return Applied.of(new ElectionResult.Taken(election.queue.size()));
        }
        if (election.queue.size() >= ElectionLimits.CANDIDATES_MAX) {
            return refused(Reason.CANDIDATES_MAX);
        }
        var waiter = new Waiter(
                new TicketId(at.sequence()),
                candidate,
                command.value(),
                command.priority(),
                at.millis(),
                at.millis() + command.waitMillis(),
                command.claimMillis());
        table.add(election, waiter);
        return Applied.of(new ElectionResult.Waiting(waiter.ticket()));
    }

    private Applied<ElectionResult> elected(Stamp at, Campaign command) {
        if (table.elections.size() >= ElectionLimits.ELECTIONS_MAX) {
            return refused(Reason.ELECTIONS_MAX);
        }
        var term = new Term(at.sequence());
        var leader =
                new Leader(command.candidate(), term, command.value(), command.priority(), at.millis(), true, 0, null);
        var events = new ArrayList<Event>();
        table.elect(at, table.begin(command.election()), leader, events);
        return new Applied<>(new ElectionResult.Elected(command.election(), command.candidate(), term), events);
    }

    private Applied<ElectionResult> proclaim(Stamp at, Proclaim command) {
        var election = table.elections.get(command.election());
        var leader = election == null ? null : election.leader;
        if (election == null || leader == null || !leads(leader, command.session(), command.term())) {
            return refused(Reason.NOT_LEADING);
        }
        var events = new ArrayList<Event>();
        table.claim(at, election, leader, events);
        election.leader = leader.told().saying(command.value());
        election.version = at.sequence();
        events.add(new ElectionEvent.Proclaimed(election.name, leader.candidate(), leader.term(), command.value()));
        return new Applied<>(new ElectionResult.Proclaimed(), events);
    }

    private static boolean leads(Leader leader, SessionId session, Term term) {
        return leader.candidate().session().equals(session) && leader.term().equals(term);
    }

    private Applied<ElectionResult> resign(Stamp at, Resign command) {
        var election = table.elections.get(command.election());
        var leader = election == null ? null : election.leader;
        if (election == null || leader == null || !leads(leader, command.session(), command.term())) {
            return refused(Reason.NOT_LEADING);
        }
        var events = new ArrayList<Event>();
        resign(at, election, leader, events);
        table.fill(at, election, events);
        return new Applied<>(new ElectionResult.Resigned(), events);
    }

    private void resign(Stamp at, Election election, Leader leader, List<Event> events) {
        table.unseat(at, election, leader, TicketState.WITHDRAWN);
        events.add(new ElectionEvent.Resigned(election.name, leader.candidate(), leader.term()));
    }

    private Applied<ElectionResult> transfer(Stamp at, Transfer command) {
        var election = table.elections.get(command.election());
        var leader = election == null ? null : election.leader;
        if (election == null || leader == null || !leads(leader, command.session(), command.term())) {
            return refused(Reason.NOT_LEADING);
        }
        var successor = election.firstNamed(command.to());
        if (successor == null) {
            return refused(Reason.NO_CANDIDATE);
        }
        var events = new ArrayList<Event>();
        resign(at, election, leader, events);
        table.promote(at, election, successor, events);
        return new Applied<>(new ElectionResult.Transferred(successor.candidate(), new Term(at.sequence())), events);
    }

    private Applied<ElectionResult> withdraw(Stamp at, Withdraw command) {
        var election = table.waiting.get(command.ticket());
        if (election == null) {
            return withdrawElected(at, command);
        }
        var waiter = table.waiter(command.ticket());
        if (!waiter.candidate().session().equals(command.session())) {
            return refused(Reason.NOT_OWNER);
        }
        var events = new ArrayList<Event>();
        table.endWait(election, waiter, TicketState.WITHDRAWN, events);
        return new Applied<>(new ElectionResult.Withdrawn(false), events);
    }

    private Applied<ElectionResult> withdrawElected(Stamp at, Withdraw command) {
        var leader = table.leaderOf(command.ticket());
        var past = table.ended.get(command.ticket());
        if (leader == null) {
            return past == null
                    ? refused(Reason.UNKNOWN_TICKET)
                    : past.candidate().session().equals(command.session())
                            ? Applied.of(new ElectionResult.Withdrawn(false))
                            : refused(Reason.NOT_OWNER);
        }
        if (!leader.candidate().session().equals(command.session())) {
            return refused(Reason.NOT_OWNER);
        }
        var election = past == null ? table.elected.get(command.ticket()) : table.elections.get(past.election());
        if (election == null) {
            throw new IllegalStateException("a leader without an election: " + leader);
        }
        var events = new ArrayList<Event>();
        resign(at, election, leader, events);
        table.remember(new EndedTicket(
                command.ticket(), election.name, leader.candidate(), TicketState.WITHDRAWN, leader.term()));
        table.fill(at, election, events);
        return new Applied<>(new ElectionResult.Withdrawn(true), events);
    }

    private Applied<ElectionResult> claim(Stamp at, Claim command) {
        if (table.waiting.containsKey(command.ticket())) {
            return refused(Reason.NOT_ELECTED);
        }
        var election = table.elected.get(command.ticket());
        var past = table.ended.get(command.ticket());
        var leader = table.leaderOf(command.ticket());
        if (leader == null) {
            return refused(past == null ? Reason.UNKNOWN_TICKET : Reason.NOT_ELECTED);
        }
        if (!leader.candidate().session().equals(command.session())) {
            return refused(Reason.NOT_OWNER);
        }
        var events = new ArrayList<Event>();
        if (election != null) {
            table.claim(at, election, leader, events);
        }
        return new Applied<>(new ElectionResult.Claimed(leader.term()), events);
    }

    private static Applied<ElectionResult> refused(Reason reason) {
        return Applied.of(new Refused(reason));
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>();
        for (var ticket : List.copyOf(table.rows.waits(session))) {
            var election = table.waiting.get(ticket);
            if (election != null) {
                table.endWait(election, table.waiter(ticket), TicketState.SESSION_ENDED, events);
            }
        }
        var left = new TreeSet<ElectionName>();
        for (var name : List.copyOf(table.rows.led(session))) {
            var election = table.named(name);
            var leader = election.leader;
            if (leader != null) {
                table.unseat(at, election, leader, TicketState.SESSION_ENDED);
                events.add(new ElectionEvent.Lost(
                        name, leader.candidate(), leader.term(), ElectionEvent.Cause.SESSION_ENDED));
                left.add(name);
            }
        }
        left.forEach(name -> table.fill(at, table.named(name), events));
        return events;
    }

    @Override
    public List<Event> timePassed(Stamp at) {
        return table.timePassed(at);
    }

    @Override
    public OptionalLong nextDeadline() {
        long first = table.firstDeadline();
        return first == ElectionTable.NEVER ? OptionalLong.empty() : OptionalLong.of(first);
    }

    @Override
    public boolean uses(SessionId session) {
        return table.rows.has(session);
    }

    /** Questions that change nothing. */
    public ElectionQueries queries() {
        return new ElectionQueries(table);
    }

    /** Elections that somebody leads. */
    public int electionCount() {
        return table.elections.size();
    }

    /** Candidates that wait. */
    public int candidateCount() {
        return table.waiting.size();
    }

    @Override
    public void save(RowSink sink) {
        ElectionRows.save(table, sink);
    }

    @Override
    public void load(RowSource source, int version) {
        ElectionRows.load(table, source);
    }
}
