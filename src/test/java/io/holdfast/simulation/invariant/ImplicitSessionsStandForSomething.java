package io.holdfast.simulation.invariant;

import io.holdfast.core.SessionId;
import java.util.Set;
import java.util.stream.Collectors;

/** An implicit session is there because it holds, waits or leads, and only as long. */
public final class ImplicitSessionsStandForSomething implements Invariant {

    @Override
    public void happened(Seen seen) {
        Set<SessionId> about = seen.scene().sessions().collect(Collectors.toSet());
        for (var session : seen.sessions()) {
            boolean standsForSomething = !session.implicit() || about.contains(session.session());
            claim(standsForSomething, "an implicit session without rows", session);
        }
    }
}
