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
import io.holdfast.core.SessionTerms;
import io.holdfast.core.Stamp;
import io.holdfast.session.SessionCommand.AdvanceSequence;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.session.SessionCommand.ExpireSession;
import io.holdfast.session.SessionCommand.OpenSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is alive. A session lives until it is ended on request, until the leader has heard nothing of it for its TTL (a
 * Lease), or, when it was opened implicitly, until nothing stands for it.
 *
 * <p>Invariants: INV-1 an id that ended never comes back; INV-2 a session's end reaches every primitive in the same step.
 */
public final class SessionMachine implements Machine<SessionCommand>, SessionTerms {

    private static final class Session {
        private final SessionView opened;
        private long generation;

        private Session(SessionView opened) {
            this.opened = opened;
            this.generation = opened.generation();
        }

        private SessionView view() {
            return opened.at(generation);
        }
    }

    private final TreeMap<SessionId, Session> sessions = new TreeMap<>();

    /** How many sessions each principal has; follows from the sessions. */
    private final TreeMap<String, Integer> owned = new TreeMap<>();

    @Override
    public Applied<?> apply(Stamp at, SessionCommand command) {
        return switch (command) {
            case OpenSession open -> open(at, open, "");
            case EndSession end -> Applied.of(new SessionResult.Ended(end.session()), end(end.session()));
            case ExpireSession expire -> expire(expire);
            case AdvanceSequence _ -> Applied.of(new SessionResult.Advanced(at.sequence()));
        };
    }

    /**
     * Opens a session in somebody's name.
     *
     * @param principal whose it is; empty where nobody had to say
     */
    public Applied<?> open(Stamp at, OpenSession open, String principal) {
        return open(new SessionView(
                open.opened(),
                open.name(),
                open.ttlMillis(),
                open.lockDelayMillis(),
                false,
                open.metadata(),
                at.millis(),
                at.sequence(),
                principal));
    }

    /** Opens the implicit session of a request, which says itself what lock-delay it wants. */
    public Applied<?> open(Stamp at, Opening opening, String principal) {
        return open(new SessionView(
                opening.session(),
                opening.name(),
                opening.ttlMillis(),
                0,
                true,
                Collections.emptyMap(),
                at.millis(),
                at.sequence(),
                principal));
    }

    private Applied<?> open(SessionView opened) {
        var id = opened.session();
        if (sessions.containsKey(id)) {
            return Applied.of((Result) new Declined.SessionTaken(id));
        }
        if (sessions.size() >= SessionLimits.SESSIONS_MAX) {
            return Applied.of((Result) new Declined.SessionsExhausted(SessionLimits.SESSIONS_MAX));
        }
        put(opened);
        return Applied.of(
                new SessionResult.Opened(id, opened.ttlMillis()), new SessionEvent.Opened(id, opened.ttlMillis()));
    }

    private void put(SessionView opened) {
        sessions.put(opened.session(), new Session(opened));
        owned.merge(opened.principal(), 1, Integer::sum);
    }

    private boolean remove(SessionId id) {
        var removed = sessions.remove(id);
        if (removed == null) {
            return false;
        }
        owned.compute(removed.opened.principal(), (_, count) -> count == null || count == 1 ? null : count - 1);
        return true;
    }

    /** How many sessions the principal has. */
    public int count(String principal) {
        return owned.getOrDefault(principal, 0);
    }

    private SessionEvent end(SessionId id) {
        if (!remove(id)) {
            throw new IllegalStateException("the replica lets only live sessions end: " + id);
        }
        return new SessionEvent.Ended(id, SessionEvent.Cause.REQUESTED);
    }

    private Applied<?> expire(ExpireSession expire) {
        var session = sessions.get(expire.expired());
        if (session == null || session.generation != expire.generation()) {
            return Applied.of(new SessionResult.Spared(expire.expired()));
        }
        remove(expire.expired());
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

    /** Whether somebody may act in the session's name. What nobody owns is everybody's, and so it is where nobody has to say. */
    public boolean isOpenTo(SessionId id, String principal) {
        var session = sessions.get(id);
        return session == null || principal.isEmpty() || session.opened.isOpenTo(principal);
    }

    public boolean isAlive(SessionId id) {
        return sessions.containsKey(id);
    }

    public boolean isImplicit(SessionId id) {
        var session = sessions.get(id);
        return session != null && session.opened.implicit();
    }

    /** Ends an implicit session that nothing stands for. */
    public SessionEvent endUnused(SessionId id) {
        remove(id);
        return new SessionEvent.Ended(id, SessionEvent.Cause.UNUSED);
    }

    /** Ends a session because a primitive says so. */
    public SessionEvent endForced(SessionId id) {
        remove(id);
        return new SessionEvent.Ended(id, SessionEvent.Cause.GIVEN_UP);
    }

    public int count() {
        return sessions.size();
    }

    public @Nullable SessionView find(SessionId id) {
        var session = sessions.get(id);
        return session == null ? null : session.view();
    }

    /** Up to {@code limit} sessions whose name starts with the prefix, in order of id, after {@code after}. */
    public List<SessionView> list(String namePrefix, @Nullable SessionId after, int limit) {
        return list(session -> session.name().startsWith(namePrefix), after, limit);
    }

    /** Up to {@code limit} sessions that are chosen, in order of id, after {@code after}. */
    public List<SessionView> list(Predicate<SessionView> chosen, @Nullable SessionId after, int limit) {
        var found = new ArrayList<SessionView>();
        var rest = after == null ? sessions : sessions.tailMap(after, false);
        for (var session : rest.values()) {
            if (found.size() == limit) {
                break;
            }
            if (chosen.test(session.opened)) {
                found.add(session.view());
            }
        }
        return found;
    }

    @Override
    public long lockDelayMillis(SessionId id) {
        var session = sessions.get(id);
        return session == null ? 0 : session.opened.lockDelayMillis();
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
        sessions.values().forEach(session -> rows.put(session.view()));
    }

    @Override
    public void load(RowSource rows, int version) {
        while (rows.hasNext()) {
            var row = rows.take(SessionView.class);
            put(row);
        }
    }
}
