package io.holdfast.lock;

import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import io.holdfast.lock.LockCommand.ForceRelease;
import io.holdfast.lock.LockCommand.RequestRevoke;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockResult.Refused;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;

/** How a lock is asked back from its holders, or taken; and the record of the latter. */
final class Revoking {

    private final LockTable table;
    private final ArrayDeque<ForcedRelease> records = new ArrayDeque<>();

    Revoking(LockTable table) {
        this.table = table;
    }

    LockResult request(Stamp at, RequestRevoke command, List<Event> events) {
        var lock = table.locks.get(command.lock());
        if (lock == null || lock.holders().isEmpty()) {
            return new Refused(Reason.NOT_HELD);
        }
        var revocation = new Revocation(command.reason(), at.millis() + command.graceMillis(), command.force());
        for (var hold : lock.holders()) {
            table.revoke(hold, revocation);
            events.add(new LockEvent.RevokeRequested(lock.name, hold.owner(), hold.token, revocation));
        }
        return new LockResult.RevokeRequested(lock.holders().size());
    }

    LockResult force(Stamp at, ForceRelease command, List<Event> events) {
        var lock = table.locks.get(command.lock());
        var meant = lock == null
                ? List.<Hold>of()
                : lock.holders().stream()
                        .filter(hold ->
                                command.token() == null || command.token().equals(hold.token))
                        .filter(hold -> command.owner() == null
                                || command.owner().equals(hold.owner().name()))
                        .toList();
        if (meant.isEmpty()) {
            return new Refused(Reason.NOT_HELD);
        }
        for (var hold : meant) {
            take(at, hold, command.reason(), command.by(), command.delayMillis(), events);
        }
        table.promote(at, command.lock(), events);
        return new LockResult.ForceReleased(meant.size());
    }

    private void take(Stamp at, Hold hold, String reason, String by, long delayMillis, List<Event> events) {
        record(new ForcedRelease(
                at.sequence(), at.millis(), hold.lock.name, hold.owner(), hold.mode, hold.token, reason, by));
        table.lose(at, hold, LockEvent.Cause.FORCED, delayMillis, events);
    }

    /** The holder did not give the lock up in the time it was given. */
    void graceEnded(Stamp at, Hold hold, List<Event> events) {
        take(at, hold, hold.revocation == null ? "" : hold.revocation.reason(), "", 0, events);
    }

    void record(ForcedRelease release) {
        records.addLast(release);
        if (records.size() > LockLimits.RECORDS_MAX) {
            records.removeFirst();
        }
    }

    /** The last locks that were taken, the latest last. */
    Collection<ForcedRelease> records() {
        return records;
    }
}
