package io.holdfast.fence;

import io.holdfast.core.Applied;
import io.holdfast.core.Declined;
import io.holdfast.core.Event;
import io.holdfast.core.Fences;
import io.holdfast.core.Guard;
import io.holdfast.core.Machine;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The highest token seen of each lock. A guard holds if no higher token of its lock was seen here before; so as soon as a new
 * holder has reached this group under its guard, nobody gets in with an older token. Whether a token was handed out at all is
 * asked of the coordination group before the request is proposed: a made-up one would lock the true holders out.
 *
 * <p>Marks are never forgotten, or an old token would count again; a lock for which there is no room is refused.
 *
 * <p>Invariant: INV-1 a mark never falls.
 */
public final class FenceMarks implements Machine<NoCommand>, Fences {

    public static final int LOCKS_MAX = 10_000;

    private record Mark(String lock, long token) {}

    private final TreeMap<String, Long> marks = new TreeMap<>();

    @Override
    public @Nullable Declined refusal(Guard guard) {
        var mark = marks.get(guard.lock());
        if (mark == null && marks.size() >= LOCKS_MAX) {
            return new Declined.FencesExhausted(LOCKS_MAX);
        }
        if (mark != null && guard.token() < mark) {
            return new Declined.GuardFailed(guard);
        }
        if (mark == null || guard.token() > mark) {
            marks.put(guard.lock(), guard.token());
        }
        return null;
    }

    /** Locks of which a token was seen. */
    public int lockCount() {
        return marks.size();
    }

    @Override
    public Applied<?> apply(Stamp at, NoCommand command) {
        throw new IllegalStateException("there is no such command: " + command);
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
        marks.forEach((lock, token) -> rows.put(new Mark(lock, token)));
    }

    @Override
    public void load(RowSource rows, int version) {
        while (rows.hasNext()) {
            var mark = rows.take(Mark.class);
            marks.put(mark.lock(), mark.token());
        }
    }
}
