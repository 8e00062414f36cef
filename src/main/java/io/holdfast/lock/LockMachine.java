package io.holdfast.lock;

import io.holdfast.core.Applied;
import io.holdfast.core.Deadlines;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Shared and exclusive locks with a first-come queue.
 *
 * <p>A request is granted when it conflicts with no holder and with no earlier waiter, so nobody barges and neither
 * readers nor writers starve. Invariants, checked by the model and the simulation under these numbers:
 *
 * <ul>
 *   <li>INV-1 no two holders of a lock conflict;
 *   <li>INV-2 a lock's token never goes back, and grows with each grant that does not join a running shared epoch;
 *   <li>INV-3 nobody is granted a lock while an earlier waiter conflicts with it, a counted re-entry excepted;
 *   <li>INV-4 the first waiter conflicts with a holder (otherwise it would hold);
 *   <li>INV-5 an owner waits for at most one ticket.
 * </ul>
 */
public final class LockMachine implements Machine<LockCommand> {

    final TreeMap<LockName, Lock> locks = new TreeMap<>();
    final Waits waits = new Waits();
    private final SessionRows rows = new SessionRows();
    private final Deadlines<Hold.Key> leases = new Deadlines<>();
    private int holds;

    @Override
    public Applied<LockResult> apply(Stamp at, LockCommand command) {
        return switch (command) {
            case Acquire acquire -> acquire(at, acquire);
            case Release release -> release(at, release);
            case Extend extend -> extend(at, extend);
            case Cancel cancel -> cancel(at, cancel);
        };
    }

    private Applied<LockResult> acquire(Stamp at, Acquire command) {
        var owner = command.owner();
        var lock = locks.get(command.lock());
        var mine = lock == null ? null : lock.holdOf(owner);
        if (mine != null) {
            return reenter(at, mine, command);
        }
        var ticket = waits.of(owner);
        if (ticket != null) {
            return Applied.of(new LockResult.Busy(ticket));
        }
        if (rows.count(owner.session()) >= LockLimits.SESSION_LOCKS_MAX) {
            return refused(Reason.SESSION_LOCKS_MAX);
        }
        if (lock == null) {
            if (locks.size() >= LockLimits.LOCKS_MAX) {
                return refused(Reason.LOCKS_MAX);
            }
            lock = new Lock(command.lock());
            locks.put(lock.name, lock);
        }
        if (lock.admits(command.mode())) {
            return granted(at, grant(at, lock, owner, command.mode(), command.leaseMillis()));
        }
        if (command.waitMillis() == 0) {
            return Applied.of(
                    new LockResult.Held(lock.holders().size(), lock.queue().size()));
        }
        if (lock.queue().size() >= LockLimits.WAITERS_MAX) {
            return refused(Reason.WAITERS_MAX);
        }
        return enqueue(at, lock, command);
    }

    private Applied<LockResult> reenter(Stamp at, Hold mine, Acquire command) {
        if (!mine.mode.covers(command.mode())) {
            return refused(Reason.WEAKER_MODE);
        }
        if (mine.count >= LockLimits.HOLD_COUNT_MAX) {
            return refused(Reason.HOLD_COUNT_MAX);
        }
        mine.count++;
        if (mine.leaseUntilMillis != Hold.NEVER && command.leaseMillis() > 0) {
            lease(mine, Math.max(mine.leaseUntilMillis, at.millis() + command.leaseMillis()));
        }
        return granted(at, mine);
    }

    private static Applied<LockResult> granted(Stamp at, Hold hold) {
        long leaseMillis = hold.leaseUntilMillis == Hold.NEVER ? 0 : hold.leaseUntilMillis - at.millis();
        return Applied.of(
                new Granted(hold.key.lock(), hold.key.owner(), hold.mode, hold.token, hold.count, leaseMillis));
    }

    private Applied<LockResult> enqueue(Stamp at, Lock lock, Acquire command) {
        var waiter = new Waiter(
                new TicketId(at.sequence()),
                command.owner(),
                command.mode(),
                at.millis(),
                at.millis() + command.waitMillis(),
                command.leaseMillis());
        add(lock, waiter);
        return Applied.of(new LockResult.Waiting(waiter.ticket()));
    }

    private void add(Lock lock, Waiter waiter) {
        lock.add(waiter);
        waits.add(lock.name, waiter);
        rows.add(waiter);
    }

    private Applied<LockResult> release(Stamp at, Release command) {
        var found = find(command.lock(), command.session(), command.owner(), command.token());
        if (found.hold == null) {
            return refused(found.reason);
        }
        var hold = found.hold;
        if (hold.count > command.count()) {
            hold.count -= command.count();
            return Applied.of(new LockResult.Released(hold.count));
        }
        var events = new ArrayList<Event>();
        promote(at, drop(hold), events);
        return new Applied<>(new LockResult.Released(0), events);
    }

    private Applied<LockResult> extend(Stamp at, Extend command) {
        var found = find(command.lock(), command.session(), command.owner(), command.token());
        if (found.hold == null) {
            return refused(found.reason);
        }
        long until = at.millis() + command.leaseMillis();
        lease(
                found.hold,
                found.hold.leaseUntilMillis == Hold.NEVER ? until : Math.max(found.hold.leaseUntilMillis, until));
        return Applied.of(new LockResult.Extended(found.hold.leaseUntilMillis - at.millis()));
    }

    /** A hold, or why there is none. */
    private record Found(@Nullable Hold hold, Reason reason) {}

    private Found find(LockName name, SessionId session, @Nullable String owner, FencingToken token) {
        var lock = locks.get(name);
        if (lock == null || !token.equals(lock.token())) {
            return new Found(null, Reason.LOST);
        }
        if (owner != null) {
            return new Found(lock.holdOf(new Owner(session, owner)), Reason.NOT_OWNER);
        }
        var mine = rows.holds(session, name);
        return mine.size() > 1
                ? new Found(null, Reason.AMBIGUOUS_OWNER)
                : new Found(mine.isEmpty() ? null : mine.getFirst(), Reason.NOT_OWNER);
    }

    private Applied<LockResult> cancel(Stamp at, Cancel command) {
        var name = waits.awaited(command.ticket());
        if (name == null) {
            return cancelEnded(at, command);
        }
        var lock = lockNamed(name);
        var waiter = lock.waiter(command.ticket());
        if (!waiter.owner().session().equals(command.session())) {
            return refused(Reason.NOT_OWNER);
        }
        var events = new ArrayList<Event>();
        endWait(lock, waiter, TicketState.CANCELLED, events);
        promote(at, lock, events);
        return new Applied<>(new LockResult.Cancelled(false), events);
    }

    private Applied<LockResult> cancelEnded(Stamp at, Cancel command) {
        var past = waits.ended(command.ticket());
        if (past == null) {
            return refused(Reason.UNKNOWN_TICKET);
        }
        if (!past.owner().session().equals(command.session())) {
            return refused(Reason.NOT_OWNER);
        }
        var hold = holdOf(past);
        if (hold == null) {
            return Applied.of(new LockResult.Cancelled(false));
        }
        waits.remember(past.cancelled());
        var events = new ArrayList<Event>();
        promote(at, drop(hold), events);
        return new Applied<>(new LockResult.Cancelled(true), events);
    }

    /** What the ticket was granted, if that is still held. */
    @Nullable
    Hold holdOf(EndedTicket past) {
        var lock = past.state() == TicketState.GRANTED ? locks.get(past.lock()) : null;
        var hold = lock == null ? null : lock.holdOf(past.owner());
        return hold != null && hold.token.equals(past.token()) ? hold : null;
    }

    private static Applied<LockResult> refused(Reason reason) {
        return Applied.of(new Refused(reason));
    }

    /** The one place where a hold begins. */
    private Hold grant(Stamp at, Lock lock, Owner owner, Mode mode, long leaseMillis) {
        if (lock.conflictsWithHolders(mode)) {
            throw new IllegalStateException("INV-1: " + mode + " granted on " + lock.name + " against its holders");
        }
        var running = lock.token(); // who is granted the lock beside others joins their epoch
        var token = running != null ? running : new FencingToken(at.sequence());
        long until = leaseMillis > 0 ? at.millis() + leaseMillis : Hold.NEVER;
        var hold = new Hold(new Hold.Key(lock.name, owner), mode, token, at.millis(), 1, until);
        add(lock, hold);
        return hold;
    }

    private void add(Lock lock, Hold hold) {
        lock.add(hold);
        rows.add(hold);
        if (hold.leaseUntilMillis != Hold.NEVER) {
            leases.set(hold.key, hold.leaseUntilMillis);
        }
        holds++;
    }

    private void lease(Hold hold, long untilMillis) {
        hold.leaseUntilMillis = untilMillis;
        leases.set(hold.key, untilMillis);
    }

    /** The one place where a hold ends; whoever calls it promotes the lock's waiters afterwards. */
    private Lock drop(Hold hold) {
        var lock = lockNamed(hold.key.lock());
        lock.remove(hold);
        rows.remove(hold);
        leases.clear(hold.key);
        holds--;
        return lock;
    }

    /** The one place where a wait ends without the lock. */
    private void endWait(Lock lock, Waiter waiter, TicketState state, List<Event> events) {
        remove(lock, waiter);
        waits.remember(EndedTicket.of(lock.name, waiter, state, new FencingToken(0)));
        events.add(new LockEvent.WaitEnded(waiter.ticket(), lock.name, waiter.owner(), state));
    }

    private void remove(Lock lock, Waiter waiter) {
        lock.remove(waiter);
        waits.remove(waiter);
        rows.remove(waiter);
    }

    /** The one place where waiters are granted: in order, each that conflicts with nobody before it. */
    private void promote(Stamp at, Lock lock, List<Event> events) {
        for (var next = lock.next(); next != null; next = lock.next()) {
            remove(lock, next);
            var hold = grant(at, lock, next.owner(), next.mode(), next.leaseMillis());
            waits.remember(EndedTicket.of(lock.name, next, TicketState.GRANTED, hold.token));
            events.add(new LockEvent.Handed(next.ticket(), lock.name, next.owner(), hold.token));
        }
        if (lock.isFree()) {
            locks.remove(lock.name);
        }
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>();
        var touched = new TreeSet<LockName>();
        for (var ticket : List.copyOf(rows.waits(session))) {
            var lock = lockNamed(nameOf(ticket));
            endWait(lock, lock.waiter(ticket), TicketState.SESSION_ENDED, events);
            touched.add(lock.name);
        }
        for (var hold : List.copyOf(rows.holds(session).values())) {
            drop(hold);
            events.add(lost(hold, LockEvent.Cause.SESSION_ENDED));
            touched.add(hold.key.lock());
        }
        touched.forEach(name -> promote(at, lockNamed(name), events));
        return events;
    }

    private static LockEvent lost(Hold hold, LockEvent.Cause cause) {
        return new LockEvent.Lost(hold.key.lock(), hold.key.owner(), hold.token, cause);
    }

    /** Deadlines count in order of time, whenever they are acted on; at one instant a lease ends before a wait. */
    @Override
    public List<Event> timePassed(Stamp at) {
        var events = new ArrayList<Event>();
        for (long due = firstDeadline(); due <= at.millis(); due = firstDeadline()) {
            var lease = leases.pollDue(due);
            var wait = lease == null ? waits.pollDue(due) : null;
            if (lease != null) {
                endLease(at, lease, events);
            }
            if (wait != null) {
                var lock = lockNamed(nameOf(wait));
                endWait(lock, lock.waiter(wait), TicketState.TIMED_OUT, events);
                promote(at, lock, events);
            }
        }
        return events;
    }

    private void endLease(Stamp at, Hold.Key key, List<Event> events) {
        var hold = lockNamed(key.lock()).holdOf(key.owner());
        if (hold == null) {
            throw new IllegalStateException("a lease without a hold: " + key);
        }
        var lock = drop(hold);
        events.add(lost(hold, LockEvent.Cause.LEASE_ENDED));
        promote(at, lock, events);
    }

    private long firstDeadline() {
        return Math.min(leases.next().orElse(Hold.NEVER), waits.nextDeadline().orElse(Hold.NEVER));
    }

    @Override
    public OptionalLong nextDeadline() {
        long first = firstDeadline();
        return first == Hold.NEVER ? OptionalLong.empty() : OptionalLong.of(first);
    }

    @Override
    public boolean uses(SessionId session) {
        return rows.has(session);
    }

    private LockName nameOf(TicketId ticket) {
        var name = waits.awaited(ticket);
        if (name == null) {
            throw new IllegalStateException("no such wait: " + ticket);
        }
        return name;
    }

    private Lock lockNamed(LockName name) {
        var lock = locks.get(name);
        if (lock == null) {
            throw new IllegalStateException("no such lock: " + name);
        }
        return lock;
    }

    /** Questions that change nothing. */
    public LockQueries queries() {
        return new LockQueries(this, rows);
    }

    public int lockCount() {
        return locks.size();
    }

    public int holdCount() {
        return holds;
    }

    public int waiterCount() {
        return waits.count();
    }

    @Override
    public void save(RowSink sink) {
        LockRows.save(locks.values(), waits.ended(), sink);
    }

    @Override
    public void load(RowSource source, int version) {
        LockRows.load(source, lock -> locks.put(lock.name, lock), this::add, this::add, waits::remember);
    }
}
