package io.holdfast.session;

import io.holdfast.core.Applied;
import io.holdfast.core.Declined;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.Opening;
import io.holdfast.core.Result;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.session.SessionCommand.ExpireSession;
import io.holdfast.session.SessionCommand.OpenSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is alive. A session lives until it is ended on request, until the leader has heard nothing of it for its TTL (a
 * Lease), or, when it was opened implicitly, until nothing stands for it.
 *
 * <p>Invariants: INV-1 an id that ended never comes back; INV-2 a session's end reaches every primitive in the same step.
 */
public final class SessionMachine implements Machine<SessionCommand> {

    private static final class Session {
        private final String name;
        private final long ttlMillis;
        private final boolean implicit;
        private final Map<String, String> metadata;
        private final long openedMillis;
        private long generation;

        private Session(
                String name,
                long ttlMillis,
                boolean implicit,
                Map<String, String> metadata,
                long openedMillis,
                long generation) {
            this.name = name;
            this.ttlMillis = ttlMillis;
            this.implicit = implicit;
            this.metadata = metadata;
            this.openedMillis = openedMillis;
            this.generation = generation;
        }
    }

    private final TreeMap<SessionId, Session> sessions = new TreeMap<>();

    @Override
    public Applied<?> apply(Stamp at, SessionCommand command) {
        return switch (command) {
            case OpenSession open -> open(at, open.opened(), open.name(), open.ttlMillis(), open.metadata(), false);
            case EndSession end -> Applied.of(new SessionResult.Ended(end.session()), end(end.session()));
            case ExpireSession expire -> expire(expire);
        };
    }

    /** Opens the implicit session of a request. */
    public Applied<?> open(Stamp at, Opening opening) {
        return open(at, opening.session(), opening.name(), opening.ttlMillis(), Collections.emptyMap(), true);
    }

    private Applied<?> open(
            Stamp at, SessionId id, String name, long ttlMillis, Map<String, String> metadata, boolean implicit) {
        if (sessions.containsKey(id)) {
            return Applied.of((Result) new Declined.SessionTaken(id));
        }
        if (sessions.size() >= SessionLimits.SESSIONS_MAX) {
            return Applied.of((Result) new Declined.SessionsExhausted(SessionLimits.SESSIONS_MAX));
        }
        sessions.put(id, new Session(name, ttlMillis, implicit, metadata, at.millis(), at.sequence()));
        return Applied.of(new SessionResult.Opened(id, ttlMillis), new SessionEvent.Opened(id, ttlMillis));
    }

    private SessionEvent end(SessionId id) {
        if (sessions.remove(id) == null) {
            throw new IllegalStateException("the replica lets only live sessions end: " + id);
        }
        return new SessionEvent.Ended(id, SessionEvent.Cause.REQUESTED);
    }

    private Applied<?> expire(ExpireSession expire) {
        var session = sessions.get(expire.expired());
        if (session == null || session.generation != expire.generation()) {
            return Applied.of(new SessionResult.Spared(expire.expired()));
        }
        sessions.remove(expire.expired());
        return Applied.of(
                new SessionResult.Expired(expire.expired()),
                new SessionEvent.Ended(expire.expired(), SessionEvent.Cause.EXPIRED));
    }

    /** Notes a step made in the session's name; false if there is no such session. */
    public boolean touch(Stamp at, SessionId id) {
        var session = sessions.get(id);
        if (session == null) {
            return false;
        }
        session.generation = at.sequence();
        return true;
    }

    public boolean isAlive(SessionId id) {
        return sessions.containsKey(id);
    }

    public boolean isImplicit(SessionId id) {
        var session = sessions.get(id);
        return session != null && session.implicit;
    }

    /** Ends an implicit session that nothing stands for. */
    public SessionEvent endUnused(SessionId id) {
        sessions.remove(id);
        return new SessionEvent.Ended(id, SessionEvent.Cause.UNUSED);
    }

    /** Ends a session because a primitive says so. */
    public SessionEvent endForced(SessionId id) {
        sessions.remove(id);
        return new SessionEvent.Ended(id, SessionEvent.Cause.GIVEN_UP);
    }

    public int count() {
        return sessions.size();
    }

    public @Nullable SessionView find(SessionId id) {
        var session = sessions.get(id);
        return session == null ? null : view(id, session);
    }

    /** Up to {@code limit} sessions whose name starts with the prefix, in order of id, after {@code after}. */
    public List<SessionView> list(String namePrefix, @Nullable SessionId after, int limit) {
        var found = new ArrayList<SessionView>();
        var rest = after == null ? sessions : sessions.tailMap(after, false);
        for (var entry : rest.entrySet()) {
            if (found.size() == limit) {
                break;
            }
            if (entry.getValue().name.startsWith(namePrefix)) {
                found.add(view(entry.getKey(), entry.getValue()));
            }
        }
        return found;
    }

    private static SessionView view(SessionId id, Session session) {
        return new SessionView(
                id,
                session.name,
                session.ttlMillis,
                session.implicit,
                session.metadata,
                session.openedMillis,
                session.generation);
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        return List.of();
    }

    @Override
    public List<Event> timePassed(Stamp at) {
        return List.of();
    }

    @Override
    public OptionalLong nextDeadline() {
        return OptionalLong.empty();
    }

    @Override
    public boolean uses(SessionId session) {
        return false;
    }

    @Override
    public void save(RowSink rows) {
        sessions.forEach((id, session) -> rows.put(view(id, session)));
    }

    @Override
    public void load(RowSource rows, int version) {
        while (rows.hasNext()) {
            var row = rows.take(SessionView.class);
            sessions.put(
                    row.session(),
                    new Session(
                            row.name(),
                            row.ttlMillis(),
                            row.implicit(),
                            row.metadata(),
                            row.openedMillis(),
                            row.generation()));
        }
    }
}
