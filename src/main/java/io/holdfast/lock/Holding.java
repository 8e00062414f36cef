package io.holdfast.lock;

import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockCommand.Claim;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What owners do with what they hold or were granted. */
final class Holding {

    private final LockTable table;

    Holding(LockTable table) {
        this.table = table;
    }

    LockResult release(Stamp at, Release command, List<Event> events) {
        var found = new ArrayList<Hold>(command.grips().size());
        var refused = find(command.grips(), command.session(), command.owner(), found);
        if (refused != null) {
            return refused;
        }
        int left = 0;
        for (var hold : found) {
            table.claim(hold);
            hold.count = Math.max(0, hold.count - command.count());
            left += hold.count;
            if (hold.count == 0) {
                table.giveBack(at, hold, events);
            }
        }
        for (var grip : command.grips()) {
            table.promote(at, grip.lock(), events);
        }
        return new LockResult.Released(left);
    }

    LockResult extend(Stamp at, Extend command) {
        var found = new ArrayList<Hold>(command.grips().size());
        var refused = find(command.grips(), command.session(), command.owner(), found);
        if (refused != null) {
            return refused;
        }
        long until = at.millis() + command.leaseMillis();
        long least = Hold.NEVER;
        for (var hold : found) {
            table.claim(hold);
            table.lease(hold, hold.hasLease() ? Math.max(hold.leaseUntilMillis, until) : until);
            least = Math.min(least, hold.leaseUntilMillis);
        }
        return new LockResult.Extended(least - at.millis());
    }

    /** The holds that are meant, or why not all of them are there. */
    @Nullable
    Refused find(List<Grip> grips, SessionId session, @Nullable String owner, List<Hold> found) {
        for (var grip : grips) {
            var lock = table.locks.get(grip.lock());
            var reason = lock == null || !grip.token().equals(lock.token())
                    ? Reason.LOST
                    : find(lock, session, owner, found);
            if (reason != null) {
                return grips.size() > 1 ? new Refused(reason, grip.lock()) : new Refused(reason);
            }
        }
        return null;
    }

    private @Nullable Reason find(Lock lock, SessionId session, @Nullable String owner, List<Hold> found) {
        var mine = table.rows.holds(session, lock.name);
        if (owner == null && mine.size() > 1) {
            return Reason.AMBIGUOUS_OWNER;
        }
        for (var hold : mine) {
            if (owner == null || hold.owner().name().equals(owner)) {
                found.add(hold);
                return null;
            }
        }
        return Reason.NOT_OWNER;
    }

    LockResult cancel(Stamp at, Cancel command, List<Event> events) {
        var waiter = table.waits.waiting(command.ticket());
        if (waiter == null) {
            return cancelEnded(at, command, events);
        }
        if (!waiter.owner().session().equals(command.session())) {
            return new Refused(Reason.NOT_OWNER);
        }
        table.endWait(waiter, TicketState.CANCELLED, 0, events);
        table.promoteAll(at, waiter.wants(), events);
        return new LockResult.Cancelled(false);
    }

    private LockResult cancelEnded(Stamp at, Cancel command, List<Event> events) {
        var past = table.waits.ended(command.ticket());
        if (past == null) {
            return new Refused(Reason.UNKNOWN_TICKET);
        }
        if (!past.owner().session().equals(command.session())) {
            return new Refused(Reason.NOT_OWNER);
        }
        var holds = table.holdsOf(past);
        if (holds.isEmpty()) {
            return new LockResult.Cancelled(false);
        }
        if (past.conversion()) {
            return converted(at, holds.getFirst()); // there is nothing to give back, and its owner must learn the token
        }
        table.claim(command.ticket());
        table.waits.remember(past.in(TicketState.CANCELLED));
        for (var hold : holds) {
            table.giveBack(at, hold, events);
        }
        for (var hold : holds) {
            table.promote(at, hold.lock.name, events);
        }
        return new LockResult.Cancelled(true);
    }

    static LockResult converted(Stamp at, Hold hold) {
        return new LockResult.Converted(
                hold.lock.name, hold.owner(), hold.mode, hold.token, hold.count, leaseMillis(at, hold));
    }

    LockResult claim(Stamp at, Claim command) {
        var past = table.waits.ended(command.ticket());
        if (past == null) {
            return new Refused(
                    table.waits.waiting(command.ticket()) == null ? Reason.UNKNOWN_TICKET : Reason.NOT_GRANTED);
        }
        if (!past.owner().session().equals(command.session())) {
            return new Refused(Reason.NOT_OWNER);
        }
        var holds = table.holdsOf(past);
        if (holds.size() < past.grants().size()) {
            return new Refused(past.state() == TicketState.GRANTED ? Reason.LOST : Reason.NOT_GRANTED);
        }
        table.claim(command.ticket());
        return new LockResult.Claimed(past.owner(), past.grants(), leaseMillis(at, holds.getFirst()));
    }

    /** What is left of the lease; 0 where there is none. */
    static long leaseMillis(Stamp at, Hold hold) {
        return hold.hasLease() ? hold.leaseUntilMillis - at.millis() : 0;
    }
}
