package io.holdfast.lock;

import io.holdfast.core.SessionId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What stands for each session, in an order that does not depend on how the state came to be. */
final class SessionRows {

    private static final class Rows {
        private final TreeMap<Hold.Key, Hold> holds = new TreeMap<>();
        private final TreeSet<TicketId> waits = new TreeSet<>();
        private int awaitedLocks;

        private boolean isEmpty() {
            return holds.isEmpty() && waits.isEmpty();
        }
    }

    private static final Rows NONE = new Rows();

    private final Map<SessionId, Rows> bySession = new LinkedHashMap<>();

    boolean has(SessionId session) {
        return bySession.containsKey(session);
    }

    /** Locks the session holds or waits for. */
    int count(SessionId session) {
        var rows = of(session);
        return rows.holds.size() + rows.awaitedLocks;
    }

    SortedMap<Hold.Key, Hold> holds(SessionId session) {
        return of(session).holds;
    }

    /** The session's holds on one lock: those of its several owners. */
    List<Hold> holds(SessionId session, LockName lock) {
        var first = new Hold.Key(lock, new Owner(session, ""));
        return of(session).holds.tailMap(first).values().stream()
                .takeWhile(hold -> hold.lock.name.equals(lock))
                .toList();
    }

    /** What one owner of the session holds, in order of name. */
    List<Hold> holds(Owner owner) {
        return of(owner.session()).holds.values().stream()
                .filter(hold -> hold.owner().equals(owner))
                .toList();
    }

    SortedSet<TicketId> waits(SessionId session) {
        return of(session).waits;
    }

    void add(Hold hold) {
        rowsFor(hold.owner().session()).holds.put(hold.key, hold);
    }

    void add(Waiter waiter) {
        var rows = rowsFor(waiter.owner().session());
        rows.waits.add(waiter.ticket());
        rows.awaitedLocks += waiter.conversion() ? 0 : waiter.wants().size();
    }

    void remove(Hold hold) {
        of(hold.owner().session()).holds.remove(hold.key);
        dropIfEmpty(hold.owner().session());
    }

    void remove(Waiter waiter) {
        var rows = of(waiter.owner().session());
        rows.waits.remove(waiter.ticket());
        rows.awaitedLocks -= waiter.conversion() ? 0 : waiter.wants().size();
        dropIfEmpty(waiter.owner().session());
    }

    private Rows of(SessionId session) {
        return bySession.getOrDefault(session, NONE);
    }

    private Rows rowsFor(SessionId session) {
        return bySession.computeIfAbsent(session, _ -> new Rows());
    }

    private void dropIfEmpty(SessionId session) {
        if (of(session).isEmpty()) {
            bySession.remove(session);
        }
    }
}
