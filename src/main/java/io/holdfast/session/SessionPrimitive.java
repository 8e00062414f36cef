package io.holdfast.session;

import io.holdfast.core.Declined;
import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.ArrayList;
import java.util.List;

/** Sessions as the replica and the wire know them: number 0, first in every group. */
public final class SessionPrimitive implements Primitive<SessionCommand, SessionMachine> {

    public static final SessionPrimitive SESSIONS = new SessionPrimitive();

    private SessionPrimitive() {}

    @Override
    public int number() {
        return 0;
    }

    @Override
    public String name() {
        return "session";
    }

    @Override
    public SessionMachine newMachine(Shelf shelf) {
        return new SessionMachine();
    }

    @Override
    public Class<SessionCommand> commandType() {
        return SessionCommand.class;
    }

    @Override
    public List<Tag<SessionCommand>> commands() {
        return List.of(
                new Tag<>(1, 1, SessionCommand.OpenSession.class),
                new Tag<>(2, 1, SessionCommand.EndSession.class),
                new Tag<>(3, 1, SessionCommand.ExpireSession.class),
                new Tag<>(4, 1, SessionCommand.AdvanceSequence.class));
    }

    @Override
    public List<Tag<Result>> results() {
        var results = new ArrayList<Tag<Result>>(List.of(
                new Tag<>(1, 1, SessionResult.Opened.class),
                new Tag<>(2, 1, SessionResult.Ended.class),
                new Tag<>(3, 1, SessionResult.Expired.class),
                new Tag<>(4, 1, SessionResult.Spared.class),
                new Tag<>(5, 1, SessionResult.Advanced.class)));
        results.addAll(Declined.tags());
        return results;
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
