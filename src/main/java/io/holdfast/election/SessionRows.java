package io.holdfast.election;

import io.holdfast.core.SessionId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What stands for each session, in an order that does not depend on how the state came to be. */
final class SessionRows {

    private static final class Rows {
        private final TreeSet<ElectionName> led = new TreeSet<>();
        private final TreeSet<TicketId> waits = new TreeSet<>();
    }

    private static final Rows NONE = new Rows();

    private final Map<SessionId, Rows> bySession = new LinkedHashMap<>();

    boolean has(SessionId session) {
        return bySession.containsKey(session);
    }

    int count(SessionId session) {
        var rows = of(session);
        return rows.led.size() + rows.waits.size();
    }

    SortedSet<ElectionName> led(SessionId session) {
        return of(session).led;
    }

    SortedSet<TicketId> waits(SessionId session) {
        return of(session).waits;
    }

    void add(ElectionName election, Leader leader) {
        rowsFor(leader.candidate()).led.add(election);
    }

    void add(Waiter waiter) {
        rowsFor(waiter.candidate()).waits.add(waiter.ticket());
    }

    void remove(ElectionName election, Leader leader) {
        rowsFor(leader.candidate()).led.remove(election);
        dropIfEmpty(leader.candidate().session());
    }

    void remove(Waiter waiter) {
        rowsFor(waiter.candidate()).waits.remove(waiter.ticket());
        dropIfEmpty(waiter.candidate().session());
    }

    private Rows of(SessionId session) {
        return bySession.getOrDefault(session, NONE);
    }

    private Rows rowsFor(Candidate candidate) {
        return bySession.computeIfAbsent(candidate.session(), _ -> new Rows());
    }

    private void dropIfEmpty(SessionId session) {
        if (count(session) == 0) {
            bySession.remove(session);
        }
    }
}
