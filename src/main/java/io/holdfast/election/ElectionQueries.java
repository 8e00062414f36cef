package io.holdfast.election;

import io.holdfast.core.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of elections without changing them. Answers are copies; ask on the thread that may read the machine. */
public final class ElectionQueries {

    /** Rows of candidates that one answer shows at most; counts are always whole. */
    public static final int SHOWN_MAX = 100;

    private final ElectionTable table;

    ElectionQueries(ElectionTable table) {
        this.table = table;
    }

    /** An election that nobody leads is vacant, and has a version all the same. */
    public ElectionView inspect(ElectionName name) {
        var election = table.elections.get(name);
        return election == null ? new ElectionView(name, table.version(name), null, List.of(), 0) : view(election);
    }

    private static ElectionView view(Election election) {
        return new ElectionView(
                election.name,
                election.version,
                election.leader,
                election.queue.stream().limit(SHOWN_MAX).toList(),
                election.queue.size());
    }

    /** Null where the ticket never was, or ended long ago. */
    public @Nullable TicketView ticket(TicketId ticket) {
        var waits = table.waiting.get(ticket);
        if (waits != null) {
            return waiting(waits, table.waiter(ticket));
        }
        var leader = table.leaderOf(ticket);
        var past = table.ended.get(ticket);
        if (past != null) {
            return new TicketView(ticket, past.state(), past.election(), past.candidate(), 0, leader);
        }
        var election = table.elected.get(ticket);
        return election == null || leader == null
                ? null
                : new TicketView(ticket, TicketState.ELECTED, election.name, leader.candidate(), 0, leader);
    }

    private static TicketView waiting(Election election, Waiter waiter) {
        return new TicketView(
                waiter.ticket(),
                TicketState.WAITING,
                election.name,
                waiter.candidate(),
                election.queue.headSet(waiter).size() + 1,
                election.leader);
    }

    /** Lists elections that somebody leads by name, after {@code after}. */
    public List<ElectionView> list(String prefix, @Nullable ElectionName after, int limit) {
        var found = new ArrayList<ElectionView>();
        for (var election : startingAt(prefix, after)) {
            if (found.size() == limit || !election.name.value().startsWith(prefix)) {
                break;
            }
            found.add(view(election));
        }
        return found;
    }

    private Collection<Election> startingAt(String prefix, @Nullable ElectionName after) {
        if (after != null && after.value().compareTo(prefix) >= 0) {
            return table.elections.tailMap(after, false).values();
        }
        return prefix.isEmpty()
                ? table.elections.values()
                : table.elections.tailMap(new ElectionName(prefix)).values();
    }

    /** What the session leads, by name. */
    public List<ElectionView> ledBy(SessionId session) {
        return table.rows.led(session).stream()
                .limit(SHOWN_MAX)
                .map(this::inspect)
                .toList();
    }

    /** What the session is a candidate for, oldest first. */
    public List<TicketView> waitsOf(SessionId session) {
        var waits = new ArrayList<TicketView>();
        for (var ticket : table.rows.waits(session)) {
            var view = waits.size() == SHOWN_MAX ? null : ticket(ticket);
            if (view != null) {
                waits.add(view);
            }
        }
        return waits;
    }
}
