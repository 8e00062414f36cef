package io.holdfast.simulation.invariant;

import io.holdfast.session.SessionView;

/** An implicit session is there because it holds or waits, and only as long. */
public final class ImplicitSessionsStandForSomething implements Invariant {

    @Override
    public void happened(Seen seen) {
        for (var session : seen.sessions()) {
            claim(!session.implicit() || holdsOrWaits(session, seen), "an implicit session without rows", session);
        }
    }

    private static boolean holdsOrWaits(SessionView session, Seen seen) {
        return seen.locks().stream()
                .anyMatch(lock -> lock.holders().stream()
                                .anyMatch(holder -> holder.owner().session().equals(session.session()))
                        || lock.waiters().stream()
                                .anyMatch(waiter -> waiter.owner().session().equals(session.session())));
    }
}
