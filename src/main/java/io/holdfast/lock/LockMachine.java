package io.holdfast.lock;

import io.holdfast.core.Applied;
import io.holdfast.core.ConsultsSessions;
import io.holdfast.core.Declined;
import io.holdfast.core.Event;
import io.holdfast.core.Fences;
import io.holdfast.core.Guard;
import io.holdfast.core.Machine;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.SessionTerms;
import io.holdfast.core.Stamp;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockCommand.Claim;
import io.holdfast.lock.LockCommand.Convert;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.ForceRelease;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockCommand.RequestRevoke;
import io.holdfast.lock.LockEvent.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Shared, update and exclusive locks with a first-come queue, taken one by one or several at once.
 *
 * <p>A request is granted when it conflicts with no holder and with no earlier waiter (the rule of PostgreSQL's lock
 * manager), in all the locks it asks for, so nobody barges and neither readers nor writers starve. Invariants, checked by
 * the model and the simulation under these numbers:
 *
 * <ul>
 *   <li>INV-1 no two holders of a lock conflict;
 *   <li>INV-2 a lock's token never goes back, and grows with each grant that does not join a running epoch;
 *   <li>INV-3 nobody is granted a lock while an earlier waiter conflicts with it that lets nobody pass, a counted re-entry
 *       and a conversion excepted;
 *   <li>INV-4 whoever waits could not be granted now;
 *   <li>INV-5 an owner waits with at most one ticket;
 *   <li>INV-6 nobody waits for itself, by however many steps.
 * </ul>
 */
public final class LockMachine implements Machine<LockCommand>, Fences, ConsultsSessions {

    final LockTable table = new LockTable();
    final WaitForGraph graph = new WaitForGraph(table);
    final Deadlocks deadlocks = new Deadlocks(table, graph);
    final Revoking revoking = new Revoking(table);
    private final Holding holding = new Holding(table);
    private final Taking taking = new Taking(table, holding, deadlocks);

    @Override
    public void consult(SessionTerms sessions) {
        table.sessions = sessions;
    }

    @Override
    public Applied<LockResult> apply(Stamp at, LockCommand command) {
        var events = new ArrayList<Event>(0);
        var result = switch (command) {
            case Acquire acquire -> taking.acquire(at, acquire, events);
            case Convert convert -> taking.convert(at, convert, events);
            case Release release -> holding.release(at, release, events);
            case Extend extend -> holding.extend(at, extend);
            case Cancel cancel -> holding.cancel(at, cancel, events);
            case Claim claim -> holding.claim(at, claim);
            case RequestRevoke revoke -> revoking.request(at, revoke, events);
            case ForceRelease force -> revoking.force(at, force, events);
        };
        return new Applied<>(result, events);
    }

    @Override
    public @Nullable Declined refusal(Guard guard) {
        var lock = table.locks.get(new LockName(guard.lock()));
        boolean isCurrent = lock != null && new FencingToken(guard.token()).equals(lock.token());
        return isCurrent ? null : new Declined.GuardFailed(guard);
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>(0);
        table.promoteAll(at, table.drop(at, session, events), events);
        return events;
    }

    /**
     * Deadlines count in order of time, whenever they are acted on. At one instant holds end before waits do, so that a
     * lock that comes free in the last moment of a wait is in time.
     */
    @Override
    public List<Event> timePassed(Stamp at) {
        var events = new ArrayList<Event>(0);
        for (long due = firstDeadline(); due <= at.millis(); due = firstDeadline()) {
            actOn(at, due, events);
        }
        return events;
    }

    private void actOn(Stamp at, long due, List<Event> events) {
        var lease = table.leases.pollDue(due);
        if (lease != null) {
            table.lose(at, table.held(lease), Cause.LEASE_ENDED, 0, events);
            table.promote(at, lease.lock(), events);
            return;
        }
        var revoked = table.revocations.pollDue(due);
        if (revoked != null) {
            revoking.graceEnded(at, table.held(revoked), events);
            table.promote(at, revoked.lock(), events);
            return;
        }
        var unclaimed = table.waits.claims.pollDue(due);
        if (unclaimed != null) {
            passOn(at, unclaimed, events);
            return;
        }
        var shut = table.shuts.pollDue(due);
        if (shut != null) {
            table.named(shut.lock()).open(shut.gone());
            table.promote(at, shut.lock(), events);
            return;
        }
        var wait = table.waits.patience.pollDue(due);
        if (wait != null) {
            var waiter = table.waiting(wait);
            table.endWait(waiter, TicketState.TIMED_OUT, 0, events);
            table.promoteAll(at, waiter.wants(), events);
        }
    }

    /** A grant that nobody claimed goes to the next. */
    private void passOn(Stamp at, TicketId ticket, List<Event> events) {
        var past = table.waits.takeUnclaimed(ticket);
        if (past == null) {
            throw new IllegalStateException("a claim without a grant: " + ticket);
        }
        var holds = table.holdsOf(past);
        table.waits.remember(past.in(TicketState.UNCLAIMED));
        for (var hold : holds) {
            table.lose(at, hold, Cause.UNCLAIMED, 0, events);
        }
        for (var hold : holds) {
            table.promote(at, hold.lock.name, events);
        }
    }

    private long firstDeadline() {
        long first = table.leases.next().orElse(Hold.NEVER);
        first = Math.min(first, table.revocations.next().orElse(Hold.NEVER));
        first = Math.min(first, table.waits.claims.next().orElse(Hold.NEVER));
        first = Math.min(first, table.shuts.next().orElse(Hold.NEVER));
        return Math.min(first, table.waits.patience.next().orElse(Hold.NEVER));
    }

    @Override
    public OptionalLong nextDeadline() {
        long first = firstDeadline();
        return first == Hold.NEVER ? OptionalLong.empty() : OptionalLong.of(first);
    }

    @Override
    public boolean uses(SessionId session) {
        return table.rows.has(session);
    }

    /** Questions that change nothing. */
    public LockQueries queries() {
        return new LockQueries(this);
    }

    public int lockCount() {
        return table.locks.size();
    }

    public int holdCount() {
        return table.holds();
    }

    public int waiterCount() {
        return table.waits.count();
    }

    public long deadlockCount() {
        return deadlocks.found();
    }

    /** How many owners deadlock searches have looked at on this node. */
    public long searchedOwners() {
        return graph.visited();
    }

    /** How many deadlock searches were given up on this node because too many owners wait. */
    public long truncatedSearches() {
        return deadlocks.truncated();
    }

    @Override
    public void save(RowSink sink) {
        LockRows.save(this, sink);
    }

    @Override
    public void load(RowSource source, int version) {
        LockRows.load(this, source);
    }
}
