package io.holdfast.lock;

import io.holdfast.core.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of locks without changing them. Answers are copies; ask on the thread that may read the machine. */
public final class LockQueries {

    /** Rows of holders, waiters or those ahead that one answer shows at most; counts are always whole. */
    public static final int SHOWN_MAX = 100;

    /** Locks that one listing looks at, at most, before it returns with a cursor. */
    private static final int SCANNED_MAX = 10_000;

    private final LockMachine machine;
    private final SessionRows rows;

    LockQueries(LockMachine machine, SessionRows rows) {
        this.machine = machine;
        this.rows = rows;
    }

    /** A lock nobody holds or waits for is free, and has no row. */
    public LockView inspect(LockName name) {
        var lock = machine.locks.get(name);
        return lock == null ? new LockView(name, List.of(), List.of(), 0) : view(lock);
    }

    private static LockView view(Lock lock) {
        return new LockView(
                lock.name,
                lock.holders().stream().limit(SHOWN_MAX).map(Hold::view).toList(),
                lock.queue().stream().limit(SHOWN_MAX).toList(),
                lock.queue().size());
    }

    /** Null where the ticket never was, or ended long ago. */
    public @Nullable TicketView ticket(TicketId ticket) {
        var name = machine.waits.awaited(ticket);
        if (name != null) {
            var lock = machine.locks.get(name);
            return lock == null ? null : waiting(lock, ticket);
        }
        var past = machine.waits.ended(ticket);
        if (past == null) {
            return null;
        }
        var hold = machine.holdOf(past);
        return new TicketView(
                ticket,
                past.state(),
                past.lock(),
                past.owner(),
                past.mode(),
                hold == null ? null : hold.view(),
                0,
                List.of(),
                List.of());
    }

    private static @Nullable TicketView waiting(Lock lock, TicketId ticket) {
        var ahead = new ArrayList<Waiter>();
        int position = 1;
        for (var waiter : lock.queue()) {
            if (waiter.ticket().equals(ticket)) {
                var holders =
                        lock.holders().stream().limit(SHOWN_MAX).map(Hold::view).toList();
                return new TicketView(
                        ticket,
                        TicketState.WAITING,
                        lock.name,
                        waiter.owner(),
                        waiter.mode(),
                        null,
                        position,
                        List.copyOf(ahead),
                        holders);
            }
            position++;
            if (ahead.size() < SHOWN_MAX) {
                ahead.add(waiter);
            }
        }
        return null;
    }

    /** A page of locks; {@code last} is where the next page starts, null if this is the last. */
    public record Page(List<LockView> locks, @Nullable LockName last) {}

    /**
     * Which locks to list.
     *
     * @param owner only those held by an owner of this name; null is any
     * @param session only those held by this session; null is any
     * @param contended only those that somebody waits for
     */
    public record Filter(
            String prefix, @Nullable String owner, @Nullable SessionId session, boolean contended) {

        boolean admits(Lock lock) {
            return (!contended || !lock.queue().isEmpty())
                    && (owner == null
                            || lock.holders().stream()
                                    .anyMatch(hold -> hold.key.owner().name().equals(owner)))
                    && (session == null
                            || lock.holders().stream()
                                    .anyMatch(hold -> hold.key.owner().session().equals(session)));
        }
    }

    /** Lists locks by name, after {@code after}. */
    public Page list(Filter filter, @Nullable LockName after, int limit) {
        var found = new ArrayList<LockView>();
        int scanned = 0;
        LockName last = null;
        for (var lock : startingAt(filter.prefix(), after)) {
            if (!lock.name.value().startsWith(filter.prefix())) {
                return new Page(found, null);
            }
            if (found.size() == limit || scanned == SCANNED_MAX) {
                return new Page(found, last);
            }
            scanned++;
            last = lock.name;
            if (filter.admits(lock)) {
                found.add(view(lock));
            }
        }
        return new Page(found, null);
    }

    private Collection<Lock> startingAt(String prefix, @Nullable LockName after) {
        if (after != null && after.value().compareTo(prefix) >= 0) {
            return machine.locks.tailMap(after, false).values();
        }
        return prefix.isEmpty()
                ? machine.locks.values()
                : machine.locks.tailMap(new LockName(prefix)).values();
    }

    /** What the session holds, by name of lock. */
    public List<HeldLock> holdsOf(SessionId session) {
        return rows.holds(session).values().stream()
                .limit(SHOWN_MAX)
                .map(hold -> new HeldLock(hold.key.lock(), hold.view()))
                .toList();
    }

    /** A lock and one of its holders. */
    public record HeldLock(LockName lock, Holder holder) {}

    /** What the session waits for, oldest first. */
    public List<TicketView> waitsOf(SessionId session) {
        var waits = new ArrayList<TicketView>();
        for (var ticket : rows.waits(session)) {
            var view = waits.size() == SHOWN_MAX ? null : ticket(ticket);
            if (view != null) {
                waits.add(view);
            }
        }
        return waits;
    }
}
