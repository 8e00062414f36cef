package io.holdfast.simulation.invariant;

import io.holdfast.core.SessionId;
import io.holdfast.session.SessionView;
import java.util.Set;
import java.util.stream.Collectors;

/** INV-3 of the replica: whoever holds, waits, leads or is a member has a session that is alive. */
public final class OnlyTheLivingHoldOrWait implements Invariant {

    @Override
    public void happened(Seen seen) {
        Set<SessionId> alive =
                seen.sessions().stream().map(SessionView::session).collect(Collectors.toSet());
        seen.scene()
                .sessions()
                .forEach(session -> claim(alive.contains(session), "a dead session is about", session, seen.scene()));
    }
}
