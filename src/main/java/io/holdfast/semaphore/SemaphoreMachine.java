package io.holdfast.semaphore;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.semaphore.SemaphoreCommand.Acquire;
import io.holdfast.semaphore.SemaphoreCommand.Cancel;
import io.holdfast.semaphore.SemaphoreCommand.Claim;
import io.holdfast.semaphore.SemaphoreCommand.Define;
import io.holdfast.semaphore.SemaphoreCommand.Delete;
import io.holdfast.semaphore.SemaphoreCommand.Drain;
import io.holdfast.semaphore.SemaphoreCommand.Extend;
import io.holdfast.semaphore.SemaphoreCommand.Release;
import io.holdfast.semaphore.SemaphoreCommand.Undrain;
import io.holdfast.semaphore.SemaphoreResult.Granted;
import io.holdfast.semaphore.SemaphoreResult.Reason;
import io.holdfast.semaphore.SemaphoreResult.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Counting semaphores with a first-come queue.
 *
 * <p>A request is granted when nobody waits before it and there are enough permits, so a small request never passes a
 * large one. What is granted out of the queue has to be claimed, or it is taken back and passed on: the client that waited
 * may be gone. Invariants, checked by the model under these numbers:
 *
 * <ul>
 *   <li>INV-1 a grant never makes more permits out than the semaphore has;
 *   <li>INV-2 tokens grow from step to step, and an owner is granted at most once in a step;
 *   <li>INV-3 nobody is granted while somebody waits who came before;
 *   <li>INV-4 the first waiter asks for more than there is, or the semaphore is drained (otherwise it would hold);
 *   <li>INV-5 an owner waits for a semaphore with at most one ticket;
 *   <li>INV-6 nobody waits for more than the semaphore's size;
 *   <li>INV-7 what is not claimed has a deadline.
 * </ul>
 */
public final class SemaphoreMachine implements Machine<SemaphoreCommand> {

    private final SemaphoreTable table = new SemaphoreTable();

    @Override
    public Applied<SemaphoreResult> apply(Stamp at, SemaphoreCommand command) {
        return switch (command) {
            case Define define -> define(at, define);
            case Drain(var name) -> drain(name);
            case Undrain(var name) -> undrain(at, name);
            case Delete(var name) -> delete(name);
            case Acquire acquire -> acquire(at, acquire);
            case Release release -> release(at, release);
            case Extend extend -> extend(at, extend);
            case Cancel cancel -> cancel(at, cancel);
            case Claim claim -> claim(at, claim);
        };
    }

    private Applied<SemaphoreResult> define(Stamp at, Define command) {
        var semaphore = table.semaphores.get(command.semaphore());
        if (semaphore == null) {
            if (table.semaphores.size() >= SemaphoreLimits.SEMAPHORES_MAX) {
                return refused(Reason.SEMAPHORES_MAX);
            }
            table.semaphores.put(command.semaphore(), new Semaphore(command.semaphore(), command.permits(), false));
            return Applied.of(
                    new SemaphoreResult.Defined(command.permits(), 0),
                    new SemaphoreEvent.Defined(command.semaphore(), command.permits()));
        }
        int before = semaphore.permits;
        var events = new ArrayList<Event>();
        if (before != command.permits()) {
            semaphore.permits = command.permits();
            events.add(new SemaphoreEvent.Resized(semaphore.name, semaphore.permits, before));
        }
        grantAgain(semaphore, events);
        for (var waiter : List.copyOf(semaphore.queue())) {
            if (waiter.permits() > semaphore.permits) {
                table.endWait(semaphore, waiter, TicketState.OUTSIZED, events);
            }
        }
        table.promote(at, semaphore, events);
        return new Applied<>(new SemaphoreResult.Defined(semaphore.permits, before), events);
    }

    private Applied<SemaphoreResult> drain(SemaphoreName name) {
        var semaphore = table.semaphores.get(name);
        if (semaphore == null) {
            return refused(Reason.UNKNOWN_SEMAPHORE);
        }
        var result = new SemaphoreResult.Drained(semaphore.held());
        if (semaphore.drained) {
            return Applied.of(result);
        }
        semaphore.drained = true;
        return Applied.of(result, new SemaphoreEvent.Drained(name, semaphore.held()));
    }

    private static void grantAgain(Semaphore semaphore, List<Event> events) {
        if (semaphore.drained) {
            semaphore.drained = false;
            events.add(new SemaphoreEvent.Undrained(semaphore.name));
        }
    }

    private Applied<SemaphoreResult> undrain(Stamp at, SemaphoreName name) {
        var semaphore = table.semaphores.get(name);
        if (semaphore == null) {
            return refused(Reason.UNKNOWN_SEMAPHORE);
        }
        var events = new ArrayList<Event>();
        grantAgain(semaphore, events);
        table.promote(at, semaphore, events);
        return new Applied<>(new SemaphoreResult.Undrained(), events);
    }

    private Applied<SemaphoreResult> delete(SemaphoreName name) {
        var semaphore = table.semaphores.get(name);
        if (semaphore == null) {
            return refused(Reason.UNKNOWN_SEMAPHORE);
        }
        if (!semaphore.isUnused()) {
            return refused(Reason.IN_USE);
        }
        table.semaphores.remove(name);
        return Applied.of(new SemaphoreResult.Deleted(), new SemaphoreEvent.Deleted(name));
    }

    private Applied<SemaphoreResult> acquire(Stamp at, Acquire command) {
        var semaphore = table.semaphores.get(command.semaphore());
        if (semaphore == null) {
            return refused(Reason.UNKNOWN_SEMAPHORE);
        }
        if (command.permits() > semaphore.permits) {
            return refused(Reason.TOO_MANY);
        }
        var ticket = semaphore.ticketOf(command.owner());
        if (ticket != null) {
            return Applied.of(new SemaphoreResult.Busy(ticket));
        }
        if (table.rows.count(command.owner().session()) >= SemaphoreLimits.SESSION_ROWS_MAX) {
            return refused(Reason.SESSION_ROWS_MAX);
        }
        if (semaphore.queue().isEmpty() && semaphore.grants(command.permits())) {
            return granted(at, semaphore, command);
        }
        if (command.waitMillis() == 0) {
            return Applied.of(new SemaphoreResult.Exhausted(
                    semaphore.available(), semaphore.queue().size()));
        }
        if (semaphore.queue().size() >= SemaphoreLimits.WAITERS_MAX) {
            return refused(Reason.WAITERS_MAX);
        }
        return enqueue(at, semaphore, command);
    }

    private Applied<SemaphoreResult> granted(Stamp at, Semaphore semaphore, Acquire command) {
        long until = command.leaseMillis() == 0 ? Hold.NEVER : at.millis() + command.leaseMillis();
        var holder = new Holder(
                command.owner(),
                new FencingToken(at.sequence()),
                command.permits(),
                at.millis(),
                true,
                until,
                command.leaseMillis(),
                null);
        var hold = table.grant(semaphore, holder);
        return Applied.of(
                new Granted(
                        semaphore.name, command.owner(), hold.key.token(), command.permits(), command.leaseMillis()),
                SemaphoreTable.grantedTo(hold));
    }

    private Applied<SemaphoreResult> enqueue(Stamp at, Semaphore semaphore, Acquire command) {
        var waiter = new Waiter(
                new TicketId(at.sequence()),
                command.owner(),
                command.permits(),
                at.millis(),
                at.millis() + command.waitMillis(),
                command.leaseMillis(),
                command.claimMillis());
        table.add(semaphore, waiter);
        return Applied.of(new SemaphoreResult.Waiting(waiter.ticket()));
    }

    private Applied<SemaphoreResult> release(Stamp at, Release command) {
        var found = find(command.semaphore(), command.session(), command.owner(), command.token());
        if (found.hold == null) {
            return refused(found.reason);
        }
        var hold = found.hold;
        var semaphore = table.named(command.semaphore());
        int count = Math.min(command.permits(), hold.permits);
        var events = new ArrayList<Event>();
        events.add(SemaphoreTable.released(hold, count));
        int left = hold.permits - count;
        if (left == 0) {
            table.drop(hold, TicketState.CANCELLED);
        } else {
            table.giveBack(hold, count);
        }
        table.promote(at, semaphore, events);
        return new Applied<>(new SemaphoreResult.Released(left), events);
    }

    private Applied<SemaphoreResult> extend(Stamp at, Extend command) {
        var found = find(command.semaphore(), command.session(), command.owner(), command.token());
        if (found.hold == null) {
            return refused(found.reason);
        }
        var hold = found.hold;
        table.claim(at, hold);
        long until = at.millis() + command.leaseMillis();
        table.until(hold, hold.untilMillis == Hold.NEVER ? until : Math.max(hold.untilMillis, until));
        return Applied.of(new SemaphoreResult.Extended(hold.untilMillis - at.millis()));
    }

    /** A hold, or why there is none. */
    private record Found(@Nullable Hold hold, Reason reason) {}

    private Found find(SemaphoreName name, SessionId session, @Nullable String owner, FencingToken token) {
        var semaphore = table.semaphores.get(name);
        if (semaphore == null) {
            return new Found(null, Reason.UNKNOWN_SEMAPHORE);
        }
        var mine = semaphore.holds(new Owner(session, ""), token).stream()
                .filter(hold -> owner == null || hold.key.owner().name().equals(owner))
                .toList();
        if (mine.size() == 1) {
            return new Found(mine.getFirst(), Reason.LOST);
        }
        if (mine.size() > 1) {
            return new Found(null, Reason.AMBIGUOUS_OWNER);
        }
        return new Found(null, semaphore.hasGranted(token) ? Reason.NOT_OWNER : Reason.LOST);
    }

    private Applied<SemaphoreResult> cancel(Stamp at, Cancel command) {
        var name = table.waits.awaited(command.ticket());
        if (name == null) {
            return cancelGranted(at, command);
        }
        var semaphore = table.named(name);
        var waiter = semaphore.waiter(command.ticket());
        if (!waiter.owner().session().equals(command.session())) {
            return refused(Reason.NOT_OWNER);
        }
        var events = new ArrayList<Event>();
        table.endWait(semaphore, waiter, TicketState.CANCELLED, events);
        table.promote(at, semaphore, events);
        return new Applied<>(new SemaphoreResult.Cancelled(false), events);
    }

    private Applied<SemaphoreResult> cancelGranted(Stamp at, Cancel command) {
        var owner = table.ownerOf(command.ticket());
        if (owner == null) {
            return refused(Reason.UNKNOWN_TICKET);
        }
        if (!owner.session().equals(command.session())) {
            return refused(Reason.NOT_OWNER);
        }
        var hold = table.holdOf(command.ticket());
        if (hold == null) {
            return Applied.of(new SemaphoreResult.Cancelled(false));
        }
        var events = new ArrayList<Event>();
        events.add(SemaphoreTable.released(hold, hold.permits));
        var semaphore = table.drop(hold, TicketState.CANCELLED);
        table.waits.remember(EndedTicket.of(command.ticket(), hold, TicketState.CANCELLED));
        table.promote(at, semaphore, events);
        return new Applied<>(new SemaphoreResult.Cancelled(true), events);
    }

    private Applied<SemaphoreResult> claim(Stamp at, Claim command) {
        if (table.waits.awaited(command.ticket()) != null) {
            return refused(Reason.NOT_GRANTED);
        }
        var owner = table.ownerOf(command.ticket());
        if (owner == null) {
            return refused(Reason.UNKNOWN_TICKET);
        }
        if (!owner.session().equals(command.session())) {
            return refused(Reason.NOT_OWNER);
        }
        var hold = table.holdOf(command.ticket());
        if (hold == null) {
            return refused(Reason.NOT_GRANTED);
        }
        table.claim(at, hold);
        return Applied.of(new SemaphoreResult.Claimed(hold.key.token()));
    }

    private static Applied<SemaphoreResult> refused(Reason reason) {
        return Applied.of(new Refused(reason));
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>();
        var touched = new TreeSet<SemaphoreName>();
        for (var ticket : List.copyOf(table.rows.waits(session))) {
            var semaphore = table.named(table.nameOf(ticket));
            table.endWait(semaphore, semaphore.waiter(ticket), TicketState.SESSION_ENDED, events);
            touched.add(semaphore.name);
        }
        for (var hold : List.copyOf(table.rows.holds(session).values())) {
            table.drop(hold, TicketState.SESSION_ENDED);
            events.add(SemaphoreTable.lost(hold, SemaphoreEvent.Cause.SESSION_ENDED));
            touched.add(hold.key.semaphore());
        }
        touched.forEach(name -> table.promote(at, table.named(name), events));
        return events;
    }

    @Override
    public List<Event> timePassed(Stamp at) {
        return table.timePassed(at);
    }

    @Override
    public OptionalLong nextDeadline() {
        long first = table.firstDeadline();
        return first == Hold.NEVER ? OptionalLong.empty() : OptionalLong.of(first);
    }

    @Override
    public boolean uses(SessionId session) {
        return table.rows.has(session);
    }

    /** Questions that change nothing. */
    public SemaphoreQueries queries() {
        return new SemaphoreQueries(table);
    }

    public int semaphoreCount() {
        return table.semaphores.size();
    }

    /** Permits that are out. */
    public long heldCount() {
        return table.held();
    }

    public int waiterCount() {
        return table.waits.count();
    }

    @Override
    public void save(RowSink sink) {
        table.save(sink);
    }

    @Override
    public void load(RowSource source, int version) {
        table.load(source);
    }
}
