package io.holdfast.testing.counter;

import io.holdfast.core.Answer;
import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Inquired;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Machine;
import io.holdfast.core.Payload;
import io.holdfast.core.Result;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Shelf;
import io.holdfast.core.Stamp;
import io.holdfast.testing.counter.CounterAnswer.Notes;
import io.holdfast.testing.counter.CounterAnswer.Value;
import io.holdfast.testing.counter.CounterCommand.Add;
import io.holdfast.testing.counter.CounterCommand.Take;
import io.holdfast.testing.counter.CounterEvent.CounterTopic;
import io.holdfast.testing.counter.CounterResult.Added;
import io.holdfast.testing.counter.CounterResult.Empty;
import io.holdfast.testing.counter.CounterResult.Taken;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts; the last note of each counter is on the shelf. */
public final class CounterMachine implements Machine<CounterCommand>, Inquired<CounterCommand> {

    /** A counter and its note in a snapshot. */
    record CounterRow(String name, long value, @Nullable Payload note) {}

    private final Map<String, Long> values = new TreeMap<>();
    private final Shelf shelf;

    CounterMachine(Shelf shelf) {
        this.shelf = shelf;
    }

    @Override
    public Applied<CounterResult> apply(Stamp at, CounterCommand command) {
        long before = values.getOrDefault(command.name(), 0L);
        return switch (command) {
            case Add add -> {
                shelf.put(key(add.name()), add.note().bytes());
                yield changed(new Added(before + add.amount()), add.name(), before + add.amount());
            }
            case Take _ when before == 0 -> Applied.of(new Empty());
            case Take take -> changed(new Taken(before - 1), take.name(), before - 1);
        };
    }

    private Applied<CounterResult> changed(CounterResult result, String name, long value) {
        values.put(name, value);
        return Applied.of(result, new CounterEvent(new CounterTopic(name), value));
    }

    @Override
    public Answer answer(Inquiry<?> inquiry, long nowMillis) {
        return switch ((CounterInquiry<?>) inquiry) {
            case CounterInquiry.ValueOf(var name) -> new Value(values.getOrDefault(name, 0L));
        };
    }

    @Override
    public @Nullable Result foresee(CounterCommand command, long nowMillis) {
        return command instanceof Take(var name) && values.getOrDefault(name, 0L) == 0 ? new Empty() : null;
    }

    @Override
    public @Nullable Answer enclosure(CounterCommand command, Result result) {
        return result instanceof Taken ? new Notes(Collections.singletonList(note(command.name()))) : null;
    }

    private @Nullable Payload note(String name) {
        var bytes = shelf.get(key(name));
        return bytes == null ? null : new Payload(bytes);
    }

    private static byte[] key(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
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
        values.forEach((name, value) -> rows.put(new CounterRow(name, value, note(name))));
    }

    @Override
    public void load(RowSource rows, int version) {
        while (rows.hasNext()) {
            var row = rows.take(CounterRow.class);
            values.put(row.name(), row.value());
            if (row.note() != null) {
                shelf.put(key(row.name()), row.note().bytes());
            }
        }
    }
}
