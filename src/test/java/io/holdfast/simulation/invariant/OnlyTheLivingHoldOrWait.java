package io.holdfast.simulation.invariant;

import io.holdfast.core.SessionId;
import io.holdfast.session.SessionView;
import java.util.Set;
import java.util.stream.Collectors;

/** INV-3 of the replica: whoever holds or waits has a session that is alive. */
public final class OnlyTheLivingHoldOrWait implements Invariant {

    @Override
    public void happened(Seen seen) {
        Set<SessionId> alive =
                seen.sessions().stream().map(SessionView::session).collect(Collectors.toSet());
        for (var lock : seen.locks()) {
            lock.holders()
                    .forEach(holder -> claim(alive.contains(holder.owner().session()), "a dead session holds", lock));
            lock.waiters()
                    .forEach(waiter -> claim(alive.contains(waiter.owner().session()), "a dead session waits", lock));
        }
    }
}
