package io.holdfast.lock;

import io.holdfast.core.Deadlines;
import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.SessionTerms;
import io.holdfast.core.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All locks, and the few places where a hold or a wait begins, changes or ends. Whoever ends one promotes the waiters of
 * its locks afterwards.
 */
final class LockTable {

    /** A lock is kept out of others' reach in place of a hold of this mode that is gone. */
    record Shut(LockName lock, Mode gone) implements Comparable<Shut> {

        @Override
        public int compareTo(Shut other) {
            int byLock = lock.compareTo(other.lock);
            return byLock != 0 ? byLock : gone.compareTo(other.gone);
        }
    }

    final TreeMap<LockName, Lock> locks = new TreeMap<>();
    final Waits waits = new Waits();
    final SessionRows rows = new SessionRows();
    final Deadlines<Hold.Key> leases = new Deadlines<>();
    final Deadlines<Hold.Key> revocations = new Deadlines<>();
    final Deadlines<Shut> shuts = new Deadlines<>();
    /** What sessions were opened with: the lock-delay of those that say so. */
    SessionTerms sessions = _ -> 0;

    private int holds;

    int holds() {
        return holds;
    }

    Lock named(LockName name) {
        var lock = locks.get(name);
        if (lock == null) {
            throw new IllegalStateException("no such lock: " + name);
        }
        return lock;
    }

    /** The lock, which has a row from now on. */
    Lock ensure(LockName name) {
        var lock = locks.get(name);
        if (lock == null) {
            lock = new Lock(name);
            locks.put(name, lock);
        }
        return lock;
    }

    Hold held(Hold.Key key) {
        var hold = named(key.lock()).holdOf(key.owner());
        if (hold == null) {
            throw new IllegalStateException("no such hold: " + key);
        }
        return hold;
    }

    Waiter waiting(TicketId ticket) {
        var waiter = waits.waiting(ticket);
        if (waiter == null) {
            throw new IllegalStateException("no such wait: " + ticket);
        }
        return waiter;
    }

    /** The one place where a hold begins. */
    Hold grant(Stamp at, Lock lock, Owner owner, Mode mode, Terms terms, @Nullable TicketId unclaimed) {
        if (lock.conflictsWithHolders(mode, null)) {
            throw new IllegalStateException("INV-1: " + mode + " granted on " + lock.name + " against its holders");
        }
        var running = lock.token(); // who is granted the lock beside others joins their epoch
        var row = new Hold.Row(
                owner,
                mode,
                running != null ? running : new FencingToken(at.sequence()),
                1,
                at.sequence(),
                at.millis(),
                terms.leaseMillis() > 0 ? at.millis() + terms.leaseMillis() : Hold.NEVER,
                terms.minHoldMillis() > 0 ? at.millis() + terms.minHoldMillis() : 0,
                delayMillis(owner, terms),
                terms.comment(),
                unclaimed,
                null);
        var hold = new Hold(lock, row);
        add(hold);
        return hold;
    }

    /** Found out while the session lives: when it is needed, the session may be what ended. */
    private long delayMillis(Owner owner, Terms terms) {
        return terms.delayMillis() == Terms.DELAY_OF_THE_SESSION
                ? sessions.lockDelayMillis(owner.session())
                : terms.delayMillis();
    }

    void add(Hold hold) {
        hold.lock.add(hold);
        rows.add(hold);
        if (hold.hasLease()) {
            leases.set(hold.key, hold.leaseUntilMillis);
        }
        if (hold.revocation != null && hold.revocation.force()) {
            revocations.set(hold.key, hold.revocation.untilMillis());
        }
        holds++;
    }

    void lease(Hold hold, long untilMillis) {
        hold.leaseUntilMillis = untilMillis;
        leases.set(hold.key, untilMillis);
    }

    void revoke(Hold hold, Revocation revocation) {
        hold.revocation = revocation;
        if (revocation.force()) {
            revocations.set(hold.key, revocation.untilMillis());
        } else {
            revocations.clear(hold.key);
        }
    }

    /** The one place where a hold's mode changes; who holds exclusively, or did, begins an epoch. */
    void convert(Stamp at, Hold hold, Mode to) {
        if (hold.lock.conflictsWithHolders(to, hold)) {
            throw new IllegalStateException("INV-1: converted to " + to + " against the holders of " + hold.lock.name);
        }
        boolean epochBegins = hold.mode != to && (hold.mode == Mode.X || to == Mode.X);
        hold.lock.convert(hold, to, epochBegins ? new FencingToken(at.sequence()) : hold.token);
    }

    /** The hold was given back; a minimum hold keeps others out for what is left of it. */
    void giveBack(Stamp at, Hold hold, List<Event> events) {
        drop(hold, TicketState.CANCELLED, events);
        events.add(new LockEvent.Released(hold.lock.name, hold.owner(), hold.token));
        shut(at, hold, hold.minUntilMillis);
    }

    /** The hold was lost by its holder; the delay it was granted with keeps others out, or this one if it is longer. */
    void lose(Stamp at, Hold hold, LockEvent.Cause cause, long delayMillis, List<Event> events) {
        drop(hold, TicketState.LOST, events);
        events.add(new LockEvent.Lost(hold.lock.name, hold.owner(), hold.token, cause));
        shut(at, hold, Math.max(hold.minUntilMillis, at.millis() + Math.max(hold.delayMillis, delayMillis)));
    }

    private void shut(Stamp at, Hold hold, long untilMillis) {
        if (untilMillis > at.millis() && untilMillis > hold.lock.shutUntilMillis(hold.mode)) {
            hold.lock.shut(hold.mode, untilMillis);
            shuts.set(new Shut(hold.lock.name, hold.mode), untilMillis);
        }
    }

    /** The one place where a hold ends. */
    private void drop(Hold hold, TicketState conversion, List<Event> events) {
        var waiter = waits.of(hold.owner());
        if (waiter != null && waiter.converts(hold.lock.name)) {
            endWait(waiter, conversion, 0, events);
        }
        hold.lock.remove(hold);
        rows.remove(hold);
        leases.clear(hold.key);
        revocations.clear(hold.key);
        holds--;
    }

    /** The holder has shown that it knows of the grant. */
    void claim(Hold hold) {
        if (hold.unclaimed != null) {
            claim(hold.unclaimed);
        }
    }

    /** Notes that the grant was seen; null if there is none that waits for it. */
    @Nullable
    EndedTicket claim(TicketId ticket) {
        var granted = waits.takeUnclaimed(ticket);
        if (granted != null) {
            holdsOf(granted).forEach(hold -> hold.unclaimed = null);
            waits.remember(granted);
        }
        return granted;
    }

    /** What the ticket was granted, as far as that is still held. */
    List<Hold> holdsOf(EndedTicket past) {
        var still = new ArrayList<Hold>();
        if (past.state() != TicketState.GRANTED) {
            return still;
        }
        for (var grant : past.grants()) {
            var lock = locks.get(grant.lock());
            var hold = lock == null ? null : lock.holdOf(past.owner());
            if (hold != null && isOf(past, grant, hold)) {
                still.add(hold);
            }
        }
        return still;
    }

    /** An owner may hold the same lock in the same epoch once more, and for another reason. */
    private static boolean isOf(EndedTicket past, Grant grant, Hold hold) {
        return past.conversion() ? hold.token.equals(grant.token()) : hold.sequence == past.grantedAt();
    }

    /** The one place where a wait begins. */
    void add(Waiter waiter) {
        for (var want : waiter.wants()) {
            ensure(want.lock()).add(waiter);
        }
        waits.add(waiter);
        rows.add(waiter);
    }

    private void remove(Waiter waiter) {
        for (var want : waiter.wants()) {
            named(want.lock()).remove(waiter);
        }
        waits.remove(waiter);
        rows.remove(waiter);
    }

    /** The one place where a wait ends without the lock. */
    void endWait(Waiter waiter, TicketState state, long deadlock, List<Event> events) {
        remove(waiter);
        waits.remember(EndedTicket.of(waiter, state, deadlock));
        for (var want : waiter.wants()) {
            events.add(new LockEvent.WaitEnded(waiter.ticket(), want.lock(), waiter.owner(), state));
        }
    }

    /** Promotes the waiters of the locks of a wait that ended. */
    void promoteAll(Stamp at, List<Want> wants, List<Event> events) {
        for (var want : wants) {
            promote(at, want.lock(), events);
        }
    }

    void promoteAll(Stamp at, SortedSet<LockName> names, List<Event> events) {
        for (var name : names) {
            promote(at, name, events);
        }
    }

    /** The one place where waiters are granted: in order, each that conflicts with nobody before it. */
    void promote(Stamp at, LockName name, List<Event> events) {
        var lock = locks.get(name);
        if (lock == null) {
            return;
        }
        for (var next = lock.next(this::admitsElsewhere); next != null; next = lock.next(this::admitsElsewhere)) {
            hand(at, next, events);
        }
        if (lock.isIdle()) {
            locks.remove(name);
        }
    }

    private boolean admitsElsewhere(Waiter waiter, Lock but) {
        for (var want : waiter.wants()) {
            if (!want.lock().equals(but.name) && !named(want.lock()).admits(waiter)) {
                return false;
            }
        }
        return true;
    }

    private void hand(Stamp at, Waiter waiter, List<Event> events) {
        remove(waiter);
        boolean mustClaim = waiter.terms().claimMillis() > 0 && !waiter.conversion();
        var grants = new ArrayList<Grant>(waiter.wants().size());
        for (var want : waiter.wants()) {
            var hold = hand(at, waiter, want, mustClaim ? waiter.ticket() : null);
            grants.add(hold.grant());
            events.add(new LockEvent.Handed(waiter.ticket(), want.lock(), waiter.owner(), hold.token));
        }
        var granted = EndedTicket.granted(waiter, grants, at.sequence());
        if (mustClaim) {
            waits.awaitClaim(
                    new Waits.Unclaimed(granted, at.millis() + waiter.terms().claimMillis()));
        } else {
            waits.remember(granted);
        }
    }

    private Hold hand(Stamp at, Waiter waiter, Want want, @Nullable TicketId unclaimed) {
        if (waiter.conversion()) {
            var hold = held(new Hold.Key(want.lock(), waiter.owner()));
            convert(at, hold, want.mode());
            return hold;
        }
        return grant(at, named(want.lock()), waiter.owner(), want.mode(), waiter.terms(), unclaimed);
    }

    /** Ends all that stands for the session; the locks to promote. */
    SortedSet<LockName> drop(Stamp at, SessionId session, List<Event> events) {
        var touched = new TreeSet<LockName>();
        for (var ticket : List.copyOf(rows.waits(session))) {
            var waiter = waiting(ticket);
            endWait(waiter, TicketState.SESSION_ENDED, 0, events);
            waiter.wants().forEach(want -> touched.add(want.lock()));
        }
        for (var hold : List.copyOf(rows.holds(session).values())) {
            lose(at, hold, LockEvent.Cause.SESSION_ENDED, 0, events);
            touched.add(hold.lock.name);
        }
        return touched;
    }
}
