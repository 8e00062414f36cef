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
 *
 * <p>INV-1: a session whose expiry was proposed is renewed only if that expiry is void, that is, if the state machine
 * has moved the session's generation past the one that was proposed.
 */
final class SessionTimers {

    /** A session to give up, and its last step that was known when its time ran out. */
    record Expired(SessionId session, long generation) {}

    private static final class Timer {
        private final long ttlMillis;
        private long generation;
        private long untilMillis;
        /** The leader has given the session up; a sign of life comes too late unless the state machine spares it. */
        private boolean expiring;

        private boolean proposed;

        private Timer(long ttlMillis, long generation, long nowMillis) {
            this.ttlMillis = ttlMillis;
            this.generation = generation;
            this.untilMillis = nowMillis + ttlMillis;
        }
    }

    private final Map<SessionId, Timer> timers = new ConcurrentHashMap<>();

    /** One full lease for everybody: this node has just become leader. */
    void restart(List<SessionView> sessions, long nowMillis) {
        timers.clear();
        sessions.forEach(session -> put(session, nowMillis));
    }

    /** The time since then does not count, because nobody could give a sign of life, but for who has been given up. */
    void prolong(long sinceMillis, long nowMillis) {
        for (var timer : timers.values()) {
            synchronized (timer) {
                if (!timer.expiring) {
                    long later = timer.untilMillis + nowMillis - sinceMillis;
                    timer.untilMillis = Math.min(later, nowMillis + timer.ttlMillis);
                }
            }
        }
    }

    void stop() {
        timers.clear();
    }

    private void put(SessionView session, long nowMillis) {
        opened(session.session(), session.ttlMillis(), session.generation(), nowMillis);
    }

    void opened(SessionId session, long ttlMillis, long generation, long nowMillis) {
        timers.put(session, new Timer(ttlMillis, generation, nowMillis));
    }

    void ended(SessionId session) {
        timers.remove(session);
    }

    /**
     * Where the session's generation stands in the state machine after a request in its name. Only if it has moved was
     * that a sign of life; a request that was answered before, or refused before its machine saw it, moves nothing.
     */
    void touched(SessionId session, long generation, long nowMillis) {
        var timer = timers.get(session);
        if (timer != null) {
            synchronized (timer) {
                if (timer.generation != generation) {
                    timer.generation = generation;
                    timer.untilMillis = nowMillis + timer.ttlMillis;
                    timer.expiring = false;
                    timer.proposed = false;
                }
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
    List<Expired> takeExpired(long nowMillis, int limit) {
        var expired = new ArrayList<Expired>();
        for (var entry : timers.entrySet()) {
            if (expired.size() == limit) {
                break;
            }
            var timer = entry.getValue();
            synchronized (timer) {
                if (timer.untilMillis <= nowMillis && !timer.proposed) {
                    timer.expiring = true;
                    timer.proposed = true;
                    expired.add(new Expired(entry.getKey(), timer.generation));
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
