package io.holdfast.replica;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.core.Command;
import io.holdfast.core.Opening;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import io.holdfast.core.SessionId;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.Holder;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.session.SessionCommand.OpenSession;
import io.holdfast.testing.Snapshot;
import java.util.Collections;
import java.util.List;

/** A replica with locks, fed one entry at a time. */
final class ReplicaStage {

    static final SessionId ALICE = new SessionId(0, 1);
    static final SessionId BOB = new SessionId(0, 2);
    static final SessionId CAROL = new SessionId(0, 3);
    static final LockName PRINTER = new LockName("printer");
    static final long TTL = 15_000;
    static final long WAIT = 1_000;

    private Replica replica = new Replica(List.of(LOCKS));
    private long now;

    Replica replica() {
        return replica;
    }

    /** Lets time pass without anybody noticing until the next entry. */
    void pass(long millis) {
        now += millis;
    }

    Step apply(Request... requests) {
        return replica.apply(new Entry(now, List.of(requests)));
    }

    Step applyAt(long millis, Request... requests) {
        return replica.apply(new Entry(millis, List.of(requests)));
    }

    /** Has the command applied without a key, and returns its result. */
    Result ask(Command command) {
        return apply(request(command)).outcomes().getFirst().result();
    }

    void open(SessionId session) {
        ask(opening(session));
    }

    Granted granted(SessionId session) {
        return (Granted) ask(acquire(session, 0));
    }

    /** Starts anew from a snapshot. */
    void restart() {
        replica = Snapshot.of(replica).restore(new Replica(List.of(LOCKS)));
    }

    List<SessionId> holders() {
        return replica.machine(LOCKS).queries().inspect(PRINTER).holders().stream()
                .map(Holder::owner)
                .map(Owner::session)
                .toList();
    }

    static OpenSession opening(SessionId session) {
        return new OpenSession(session, "somebody", TTL, Collections.emptyMap());
    }

    static Acquire acquire(SessionId session, long waitMillis) {
        return new Acquire(PRINTER, new Owner(session, ""), Mode.X, waitMillis, 0);
    }

    static Acquire acquireLeased(SessionId session, long leaseMillis) {
        return new Acquire(PRINTER, new Owner(session, ""), Mode.X, 0, leaseMillis);
    }

    static Release release(SessionId session, FencingToken token) {
        return new Release(PRINTER, session, null, token, 1);
    }

    static Request request(Command command) {
        return new Request(null, 0, null, command);
    }

    static Request keyed(String key, Command command) {
        return new Request(new RequestKey("", key), command.hashCode(), null, command);
    }

    /** A request that opens the session it is made in. */
    static Request implicit(Command command) {
        return new Request(null, 0, new Opening(session(command), "somebody", TTL), command);
    }

    static Request implicit(String key, long fingerprint, Command command) {
        return new Request(
                new RequestKey("", key), fingerprint, new Opening(session(command), "somebody", TTL), command);
    }

    private static SessionId session(Command command) {
        var session = command.session();
        if (session == null) {
            throw new IllegalArgumentException(command + " is made in nobody's name");
        }
        return session;
    }
}
