package io.holdfast.testing.counter;

import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Scope;
import io.holdfast.core.Shelf;
import io.holdfast.core.Tag;
import java.util.List;

/** Counters live in the data groups. */
public final class CounterPrimitive implements Primitive<CounterCommand, CounterMachine> {

    public static final CounterPrimitive COUNTERS = new CounterPrimitive();

    private CounterPrimitive() {}

    @Override
    public int number() {
        return 200;
    }

    @Override
    public String name() {
        return "counter";
    }

    @Override
    public Scope scope() {
        return Scope.DATA;
    }

    @Override
    public CounterMachine newMachine(Shelf shelf) {
        return new CounterMachine(shelf);
    }

    @Override
    public Class<CounterCommand> commandType() {
        return CounterCommand.class;
    }

    @Override
    public List<Tag<CounterCommand>> commands() {
        return List.of(new Tag<>(1, 1, CounterCommand.Add.class), new Tag<>(2, 1, CounterCommand.Take.class));
    }

    @Override
    public List<Tag<Result>> results() {
        return List.of(
                new Tag<>(1, 1, CounterResult.Added.class),
                new Tag<>(2, 1, CounterResult.Taken.class),
                new Tag<>(3, 1, CounterResult.Empty.class));
    }

    @Override
    public List<Tag<Inquiry<?>>> inquiries() {
        return List.of(new Tag<>(1, 1, CounterInquiry.ValueOf.class));
    }

    @Override
    public List<Tag<Answer>> answers() {
        return List.of(new Tag<>(1, 1, CounterAnswer.Value.class), new Tag<>(2, 1, CounterAnswer.Notes.class));
    }

    @Override
    public int snapshotVersion() {
        return 1;
    }
}
