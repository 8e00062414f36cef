package io.holdfast.semaphore;

import io.holdfast.core.Deadlines;
import io.holdfast.core.Event;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All semaphores with their holds, waits and deadlines, and the few places where any of these begins or ends. Decides
 * nothing but who is next.
 */
final class SemaphoreTable {

    final TreeMap<SemaphoreName, Semaphore> semaphores = new TreeMap<>();
    final Waits waits = new Waits();
    final SessionRows rows = new SessionRows();
    /** When grants have to be claimed, and when leases end. */
    private final Deadlines<Hold.Key> ends = new Deadlines<>();

    private long held;

    long held() {
        return held;
    }

    SemaphoreName nameOf(TicketId ticket) {
        var name = waits.awaited(ticket);
        if (name == null) {
            throw new IllegalStateException("no such wait: " + ticket);
        }
        return name;
    }

    Semaphore named(SemaphoreName name) {
        var semaphore = semaphores.get(name);
        if (semaphore == null) {
            throw new IllegalStateException("no such semaphore: " + name);
        }
        return semaphore;
    }

    /** Whose ticket it is that was granted or ended; null where there is none such, or not any more. */
    @Nullable
    Owner ownerOf(TicketId ticket) {
        var hold = waits.granted(ticket);
        if (hold != null) {
            return hold.key.owner();
        }
        var past = waits.ended(ticket);
        return past == null ? null : past.owner();
    }

    /** What the ticket was granted, claimed or not, if that is still held. */
    @Nullable
    Hold holdOf(TicketId ticket) {
        var hold = waits.granted(ticket);
        if (hold != null) {
            return hold;
        }
        var past = waits.ended(ticket);
        if (past == null || past.state() != TicketState.CLAIMED) {
            return null;
        }
        var semaphore = semaphores.get(past.semaphore());
        return semaphore == null ? null : semaphore.hold(past.hold());
    }

    void add(Semaphore semaphore, Waiter waiter) {
        semaphore.add(waiter);
        waits.add(semaphore.name, waiter);
        rows.add(waiter);
    }

    /** The one place where a hold begins. */
    Hold grant(Semaphore semaphore, Holder holder) {
        if (!semaphore.grants(holder.permits())) {
            throw new IllegalStateException("INV-1: " + holder.permits() + " permits granted on " + semaphore.name);
        }
        var hold = new Hold(semaphore.name, holder);
        add(semaphore, hold);
        return hold;
    }

    static SemaphoreEvent grantedTo(Hold hold) {
        return new SemaphoreEvent.Granted(
                hold.key.semaphore(), hold.key.owner(), hold.key.token(), hold.permits, hold.ticket);
    }

    void add(Semaphore semaphore, Hold hold) {
        semaphore.add(hold);
        rows.add(hold);
        until(hold, hold.untilMillis);
        if (hold.ticket != null && !hold.claimed) {
            waits.grant(hold.ticket, hold);
        }
        held += hold.permits;
    }

    /**
     * The one place where a hold ends; whoever calls it promotes the semaphore's waiters afterwards.
     *
     * @param state what becomes of its ticket if it was not claimed yet
     */
    Semaphore drop(Hold hold, TicketState state) {
        var semaphore = named(hold.key.semaphore());
        semaphore.remove(hold);
        rows.remove(hold);
        ends.clear(hold.key);
        held -= hold.permits;
        if (hold.ticket != null && !hold.claimed) {
            waits.remember(EndedTicket.of(hold.ticket, hold, state));
        }
        return semaphore;
    }

    /** The one place where a wait ends without a grant. */
    void endWait(Semaphore semaphore, Waiter waiter, TicketState state, List<Event> events) {
        remove(semaphore, waiter);
        waits.remember(EndedTicket.of(semaphore.name, waiter, state));
        events.add(new SemaphoreEvent.WaitEnded(waiter.ticket(), semaphore.name, waiter.owner(), state));
    }

    private void remove(Semaphore semaphore, Waiter waiter) {
        semaphore.remove(waiter);
        waits.remove(waiter);
        rows.remove(waiter);
    }

    /** The one place where waiters are granted: from the front of the queue, as far as permits go. */
    void promote(Stamp at, Semaphore semaphore, List<Event> events) {
        for (var next = semaphore.next(); next != null; next = semaphore.next()) {
            remove(semaphore, next);
            var holder = new Holder(
                    next.owner(),
                    new FencingToken(at.sequence()),
                    next.permits(),
                    at.millis(),
                    false,
                    at.millis() + next.claimMillis(),
                    next.leaseMillis(),
                    next.ticket());
            events.add(grantedTo(grant(semaphore, holder)));
        }
    }

    /** From here on the hold has its lease. */
    void claim(Stamp at, Hold hold) {
        if (hold.claimed) {
            return;
        }
        hold.claimed = true;
        if (hold.ticket != null) {
            waits.remember(EndedTicket.of(hold.ticket, hold, TicketState.CLAIMED));
        }
        until(hold, hold.leaseMillis == 0 ? Hold.NEVER : at.millis() + hold.leaseMillis);
    }

    void until(Hold hold, long millis) {
        hold.untilMillis = millis;
        if (millis == Hold.NEVER) {
            ends.clear(hold.key);
        } else {
            ends.set(hold.key, millis);
        }
    }

    /** The hold goes on with fewer permits. */
    void giveBack(Hold hold, int count) {
        named(hold.key.semaphore()).giveBack(hold, count);
        held -= count;
    }

    static SemaphoreEvent released(Hold hold, int count) {
        return new SemaphoreEvent.Released(hold.key.semaphore(), hold.key.owner(), hold.key.token(), count);
    }

    static SemaphoreEvent lost(Hold hold, SemaphoreEvent.Cause cause) {
        return new SemaphoreEvent.Lost(hold.key.semaphore(), hold.key.owner(), hold.key.token(), hold.permits, cause);
    }

    /** Deadlines count in order of time, whenever they are acted on; at one instant a hold ends before a wait. */
    List<Event> timePassed(Stamp at) {
        var events = new ArrayList<Event>();
        for (long due = firstDeadline(); due <= at.millis(); due = firstDeadline()) {
            var end = ends.pollDue(due);
            var wait = end == null ? waits.pollDue(due) : null;
            if (end != null) {
                endHold(at, end, events);
            }
            if (wait != null) {
                var semaphore = named(nameOf(wait));
                endWait(semaphore, semaphore.waiter(wait), TicketState.TIMED_OUT, events);
                promote(at, semaphore, events);
            }
        }
        return events;
    }

    private void endHold(Stamp at, Hold.Key key, List<Event> events) {
        var hold = named(key.semaphore()).hold(key);
        if (hold == null) {
            throw new IllegalStateException("a deadline without a hold: " + key);
        }
        var semaphore = drop(hold, TicketState.UNCLAIMED);
        events.add(lost(hold, hold.claimed ? SemaphoreEvent.Cause.LEASE_ENDED : SemaphoreEvent.Cause.UNCLAIMED));
        promote(at, semaphore, events);
    }

    long firstDeadline() {
        return Math.min(ends.next().orElse(Hold.NEVER), waits.nextDeadline().orElse(Hold.NEVER));
    }

    void save(RowSink sink) {
        SemaphoreRows.save(semaphores.values(), waits.ended(), sink);
    }

    void load(RowSource source) {
        SemaphoreRows.load(
                source, semaphore -> semaphores.put(semaphore.name, semaphore), this::add, this::add, waits::remember);
    }
}
