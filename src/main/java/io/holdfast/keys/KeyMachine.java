package io.holdfast.keys;

import io.holdfast.core.Access;
import io.holdfast.core.Applied;
import io.holdfast.core.Deadlines;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.Role;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.keys.KeyCommand.Begin;
import io.holdfast.keys.KeyCommand.Create;
import io.holdfast.keys.KeyCommand.Revoke;
import io.holdfast.keys.KeyResult.Begun;
import io.holdfast.keys.KeyResult.Created;
import io.holdfast.keys.KeyResult.Reason;
import io.holdfast.keys.KeyResult.Refused;
import io.holdfast.keys.KeyResult.Revoked;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may say that they are whom. It knows hashes only: whoever reads the log or a snapshot learns no key.
 *
 * <p>Invariants: INV-1 a principal has at most {@link KeyLimits#LIVE_MAX} keys; INV-2 the last key that may do everything is
 * not revoked.
 */
public final class KeyMachine implements Machine<KeyCommand> {

    private final TreeMap<KeyId, KeyView> keys = new TreeMap<>();
    private final Deadlines<KeyId> ends = new Deadlines<>();

    @Override
    public Applied<?> apply(Stamp at, KeyCommand command) {
        return switch (command) {
            case Create create -> create(at, create);
            case Revoke revoke -> revoke(revoke);
            case Begin begin -> begin(at, begin);
        };
    }

    private Applied<?> create(Stamp at, Create create) {
        if (keys.containsKey(create.key())) {
            return refused(Reason.TAKEN);
        }
        if (liveCount(create.principal()) >= KeyLimits.LIVE_MAX) {
            return refused(Reason.LIVE_MAX);
        }
        if (keys.size() >= KeyLimits.KEYS_MAX) {
            return refused(Reason.KEYS_MAX);
        }
        long expires = create.ttlMillis() == 0 ? 0 : at.millis() + create.ttlMillis();
        put(new KeyView(create.key(), create.principal(), create.hash(), create.access(), at.millis(), expires));
        return Applied.of(new Created(create.key()), new KeyEvent.Created(create.key(), create.principal()));
    }

    private Applied<?> begin(Stamp at, Begin begin) {
        return hasAdmin()
                ? Applied.of(new Begun())
                : create(at, new Create(begin.key(), begin.principal(), begin.hash(), Access.ALL, 0));
    }

    private Applied<?> revoke(Revoke revoke) {
        var key = keys.get(revoke.key());
        if (key == null) {
            return refused(Reason.UNKNOWN);
        }
        if (isAdmin(key) && keys.values().stream().filter(KeyMachine::isAdmin).count() == 1) {
            return refused(Reason.LAST_ADMIN);
        }
        remove(key);
        return Applied.of(
                new Revoked(key.key()), new KeyEvent.Ended(key.key(), key.principal(), KeyEvent.Cause.REVOKED));
    }

    private static Applied<?> refused(Reason reason) {
        return Applied.of(new Refused(reason));
    }

    private void put(KeyView key) {
        keys.put(key.key(), key);
        if (key.expiresMillis() != 0) {
            ends.set(key.key(), key.expiresMillis());
        }
    }

    private void remove(KeyView key) {
        keys.remove(key.key());
        ends.clear(key.key());
    }

    private long liveCount(String principal) {
        return keys.values().stream()
                .filter(key -> key.principal().equals(principal))
                .count();
    }

    private static boolean isAdmin(KeyView key) {
        return key.access().role() == Role.ADMIN && key.access().isEverywhere();
    }

    /** Whether somebody may do everything. */
    public boolean hasAdmin() {
        return keys.values().stream().anyMatch(KeyMachine::isAdmin);
    }

    public @Nullable KeyView find(KeyId key) {
        return keys.get(key);
    }

    public int count() {
        return keys.size();
    }

    /** Up to {@code limit} keys whose principal starts with the prefix, in order of id, after {@code after}. */
    public List<KeyView> list(String prefix, @Nullable KeyId after, int limit) {
        var rest = after == null ? keys : keys.tailMap(after, false);
        return rest.values().stream()
                .filter(key -> key.principal().startsWith(prefix))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        return List.of();
    }

    @Override
    public List<Event> timePassed(Stamp at) {
        var events = new ArrayList<Event>();
        for (var due = ends.pollDue(at.millis()); due != null; due = ends.pollDue(at.millis())) {
            var key = keys.remove(due);
            if (key == null) {
                throw new IllegalStateException("a deadline of a key that is gone: " + due);
            }
            events.add(new KeyEvent.Ended(due, key.principal(), KeyEvent.Cause.EXPIRED));
        }
        return events;
    }

    @Override
    public OptionalLong nextDeadline() {
        return ends.next();
    }

    @Override
    public boolean uses(SessionId session) {
        return false;
    }

    @Override
    public void save(RowSink rows) {
        keys.values().forEach(rows::put);
    }

    @Override
    public void load(RowSource rows, int version) {
        while (rows.hasNext()) {
            put(rows.take(KeyView.class));
        }
    }
}
