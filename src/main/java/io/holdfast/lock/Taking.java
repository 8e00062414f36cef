package io.holdfast.lock;

import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Convert;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.GrantedAll;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How locks are taken, converted and waited for. */
final class Taking {

    private final LockTable table;
    private final Holding holding;
    private final Deadlocks deadlocks;

    Taking(LockTable table, Holding holding, Deadlocks deadlocks) {
        this.table = table;
        this.holding = holding;
        this.deadlocks = deadlocks;
    }

    LockResult acquire(Stamp at, Acquire command, List<Event> events) {
        var mine = heldAlready(command);
        if (mine != null) {
            return command.wants().size() > 1
                    ? new Refused(Reason.ALREADY_HELD, mine.lock.name)
                    : reenter(at, mine, command.wants().getFirst().mode(), command.terms());
        }
        var waiting = table.waits.of(command.owner());
        if (waiting != null) {
            return new LockResult.Busy(waiting.ticket());
        }
        int wanted = command.wants().size();
        if (table.rows.count(command.owner().session()) + wanted > LockLimits.SESSION_LOCKS_MAX) {
            return new Refused(Reason.SESSION_LOCKS_MAX);
        }
        if (table.locks.size() + wanted > LockLimits.LOCKS_MAX && newLocks(command) > 0) {
            return new Refused(Reason.LOCKS_MAX);
        }
        var obstacle = obstacle(at, command);
        if (obstacle == null) {
            return granted(at, command, events);
        }
        if (command.terms().waitMillis() == 0) {
            return obstacle;
        }
        var full = fullQueue(command.wants());
        if (full != null) {
            return wanted > 1 ? new Refused(Reason.WAITERS_MAX, full) : new Refused(Reason.WAITERS_MAX);
        }
        return queue(at, command.owner(), command.wants(), false, command.terms(), events);
    }

    private @Nullable Hold heldAlready(Acquire command) {
        for (var want : command.wants()) {
            var lock = table.locks.get(want.lock());
            var hold = lock == null ? null : lock.holdOf(command.owner());
            if (hold != null) {
                return hold;
            }
        }
        return null;
    }

    private long newLocks(Acquire command) {
        return command.wants().stream()
                .filter(want -> !table.locks.containsKey(want.lock()))
                .count();
    }

    /** What keeps the request from being granted now; null if nothing does. */
    private LockResult.@Nullable Held obstacle(Stamp at, Acquire command) {
        for (var want : command.wants()) {
            var lock = table.locks.get(want.lock());
            if (lock != null && !lock.admits(want.mode())) {
                return held(at, lock, want.mode());
            }
        }
        return null;
    }

    private static LockResult.Held held(Stamp at, Lock lock, Mode mode) {
        return new LockResult.Held(
                lock.name,
                lock.holders().size(),
                lock.queue().size(),
                Math.max(0, lock.shutAgainst(mode) - at.millis()));
    }

    private LockResult granted(Stamp at, Acquire command, List<Event> events) {
        var holds = new ArrayList<Hold>(command.wants().size());
        for (var want : command.wants()) {
            var lock = table.ensure(want.lock());
            var hold = table.grant(at, lock, command.owner(), want.mode(), command.terms(), null);
            holds.add(hold);
            events.add(new LockEvent.Acquired(lock.name, hold.owner(), hold.mode, hold.token));
        }
        return granted(at, holds);
    }

    private static LockResult granted(Stamp at, List<Hold> holds) {
        var first = holds.getFirst();
        long lease = Holding.leaseMillis(at, first);
        return holds.size() == 1
                ? new Granted(first.lock.name, first.owner(), first.mode, first.token, first.count, lease)
                : new GrantedAll(first.owner(), holds.stream().map(Hold::grant).toList(), lease);
    }

    private LockResult reenter(Stamp at, Hold mine, Mode mode, Terms terms) {
        if (!mine.mode.covers(mode)) {
            return new Refused(Reason.WEAKER_MODE);
        }
        if (mine.count >= LockLimits.HOLD_COUNT_MAX) {
            return new Refused(Reason.HOLD_COUNT_MAX);
        }
        table.claim(mine);
        mine.count++;
        if (mine.hasLease() && terms.leaseMillis() > 0) {
            table.lease(mine, Math.max(mine.leaseUntilMillis, at.millis() + terms.leaseMillis()));
        }
        return granted(at, List.of(mine));
    }

    private @Nullable LockName fullQueue(List<Want> wants) {
        for (var want : wants) {
            var lock = table.locks.get(want.lock());
            if (lock != null && lock.queue().size() >= LockLimits.WAITERS_MAX) {
                return want.lock();
            }
        }
        return null;
    }

    /** Joins the queues. The wait may be over at once: given up in a deadlock, or granted since another was. */
    private LockResult queue(
            Stamp at, Owner owner, List<Want> wants, boolean conversion, Terms terms, List<Event> events) {
        var waiter = new Waiter(
                new TicketId(at.sequence()),
                owner,
                wants,
                conversion,
                at.millis(),
                at.millis() + terms.waitMillis(),
                terms);
        table.add(waiter);
        deadlocks.resolve(at, waiter, events);
        if (table.waits.waiting(waiter.ticket()) != null) {
            return new LockResult.Waiting(waiter.ticket());
        }
        var granted = table.claim(waiter.ticket());
        var past = granted == null ? table.waits.ended(waiter.ticket()) : granted;
        if (past == null) {
            throw new IllegalStateException("a wait that is over left no trace: " + waiter);
        }
        if (past.state() == TicketState.DEADLOCKED) {
            return new LockResult.Deadlocked(waiter.ticket(), past.deadlock());
        }
        var holds = table.holdsOf(past);
        return conversion ? Holding.converted(at, holds.getFirst()) : granted(at, holds);
    }

    LockResult convert(Stamp at, Convert command, List<Event> events) {
        var found = new ArrayList<Hold>(1);
        var refused = holding.find(List.of(command.grip()), command.session(), command.owner(), found);
        if (refused != null) {
            return refused;
        }
        var hold = found.getFirst();
        boolean weaker = hold.mode.covers(command.to());
        var waiting = table.waits.of(hold.owner());
        if (waiting != null && (!weaker || waiting.converts(hold.lock.name))) {
            return new LockResult.Busy(waiting.ticket());
        }
        table.claim(hold);
        if (weaker || hold.lock.admitsConversion(hold, command.to())) {
            table.convert(at, hold, command.to());
            events.add(new LockEvent.Converted(hold.lock.name, hold.owner(), hold.mode, hold.token));
            table.promote(at, hold.lock.name, events);
            return Holding.converted(at, hold);
        }
        if (command.terms().waitMillis() == 0) {
            return held(at, hold.lock, command.to());
        }
        var wants = List.of(new Want(hold.lock.name, command.to()));
        if (fullQueue(wants) != null) {
            return new Refused(Reason.WAITERS_MAX);
        }
        return queue(at, hold.owner(), wants, true, command.terms(), events);
    }
}
