package io.holdfast.raft;

import io.holdfast.core.SessionId;
import io.holdfast.session.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each session still has, on the leader only (Lease). A leader change starts every timer anew, which only ever
 * extends. Times are cluster milliseconds.
 */
final class SessionTimers {

    private static final class Timer {
        private final long ttlMillis;
        private long untilMillis;
        /** The leader has given the session up; a sign of life comes too late unless the state machine spares it. */
        private boolean expiring;

        private boolean proposed;

        private Timer(long ttlMillis, long nowMillis) {
            this.ttlMillis = ttlMillis;
            this.untilMillis = nowMillis + ttlMillis;
        }
    }

    private final Map<SessionId, Timer> timers = new ConcurrentHashMap<>();

    /** One full lease for everybody: this node has just become leader. */
    void restart(List<SessionView> sessions, long nowMillis) {
        timers.clear();
        sessions.forEach(session -> opened(session.session(), session.ttlMillis(), nowMillis));
    }

    void stop() {
        timers.clear();
    }

    void opened(SessionId session, long ttlMillis, long nowMillis) {
        timers.put(session, new Timer(ttlMillis, nowMillis));
    }

    void ended(SessionId session) {
        timers.remove(session);
    }

    /** The session did something through the log, which the state machine has acknowledged. */
    void touched(SessionId session, long nowMillis) {
        var timer = timers.get(session);
        if (timer != null) {
            synchronized (timer) {
                timer.untilMillis = nowMillis + timer.ttlMillis;
                timer.expiring = false;
                timer.proposed = false;
            }
        }
    }

    /** Renews; empty if there is no such session or it has been given up. */
    OptionalLong renew(SessionId session, long nowMillis) {
        var timer = timers.get(session);
        if (timer == null) {
            return OptionalLong.empty();
        }
        synchronized (timer) {
            if (timer.expiring) {
                return OptionalLong.empty();
            }
            timer.untilMillis = nowMillis + timer.ttlMillis;
            return OptionalLong.of(timer.ttlMillis);
        }
    }

    OptionalLong remaining(SessionId session, long nowMillis) {
        var timer = timers.get(session);
        if (timer == null) {
            return OptionalLong.empty();
        }
        synchronized (timer) {
            return OptionalLong.of(Math.max(0, timer.untilMillis - nowMillis));
        }
    }

    /** Sessions to give up now, at most {@code limit}; from here on their keepalives are refused. */
    List<SessionId> takeExpired(long nowMillis, int limit) {
        var expired = new ArrayList<SessionId>();
        for (var entry : timers.entrySet()) {
            if (expired.size() == limit) {
                break;
            }
            var timer = entry.getValue();
            synchronized (timer) {
                if (timer.untilMillis <= nowMillis && !timer.proposed) {
                    timer.expiring = true;
                    timer.proposed = true;
                    expired.add(entry.getKey());
                }
            }
        }
        return expired;
    }

    /** The proposal did not come through, or may not have: it is made again, and until then nobody is told otherwise. */
    void proposeAgain(SessionId session) {
        var timer = timers.get(session);
        if (timer != null) {
            synchronized (timer) {
                timer.proposed = false;
            }
        }
    }
}
