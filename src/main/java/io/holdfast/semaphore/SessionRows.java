package io.holdfast.semaphore;

import io.holdfast.core.SessionId;
import java.util.LinkedHashMap;
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
    }

    private static final Rows NONE = new Rows();

    private final Map<SessionId, Rows> bySession = new LinkedHashMap<>();

    boolean has(SessionId session) {
        return bySession.containsKey(session);
    }

    int count(SessionId session) {
        var rows = of(session);
        return rows.holds.size() + rows.waits.size();
    }

    SortedMap<Hold.Key, Hold> holds(SessionId session) {
        return of(session).holds;
    }

    SortedSet<TicketId> waits(SessionId session) {
        return of(session).waits;
    }

    void add(Hold hold) {
        rowsFor(hold.key.owner()).holds.put(hold.key, hold);
    }

    void add(Waiter waiter) {
        rowsFor(waiter.owner()).waits.add(waiter.ticket());
    }

    void remove(Hold hold) {
        rowsFor(hold.key.owner()).holds.remove(hold.key);
        dropIfEmpty(hold.key.owner().session());
    }

    void remove(Waiter waiter) {
        rowsFor(waiter.owner()).waits.remove(waiter.ticket());
        dropIfEmpty(waiter.owner().session());
    }

    private Rows of(SessionId session) {
        return bySession.getOrDefault(session, NONE);
    }

    private Rows rowsFor(Owner owner) {
        return bySession.computeIfAbsent(owner.session(), _ -> new Rows());
    }

    private void dropIfEmpty(SessionId session) {
        if (count(session) == 0) {
            bySession.remove(session);
        }
    }
}
