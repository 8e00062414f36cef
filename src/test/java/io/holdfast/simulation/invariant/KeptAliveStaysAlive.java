package io.holdfast.simulation.invariant;

import io.holdfast.core.SessionId;
import io.holdfast.session.SessionEvent.Cause;
import io.holdfast.session.SessionEvent.Ended;
import java.util.Map;
import java.util.TreeMap;

/** A session whose sign of life was acknowledged is not given up before its time to live is over. */
public final class KeptAliveStaysAlive implements Invariant {

    private final Map<SessionId, Long> promises = new TreeMap<>();

    @Override
    public void promised(SessionId session, long untilMillis) {
        promises.merge(session, untilMillis, Math::max);
    }

    @Override
    public void happened(Seen seen) {
        for (var event : seen.step().events()) {
            if (event instanceof Ended ended && ended.cause() == Cause.EXPIRED) {
                long promised = promises.getOrDefault(ended.session(), 0L);
                claim(promised <= seen.now(), "given up too early", ended, promised, seen.now());
            }
        }
    }
}
