package io.holdfast.linearizability;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of a cache, each a number that can be written and read; zero is none. Keys have nothing to do with one another. */
public final class EntrySpecification
        implements Specification<Long, EntrySpecification.Input, EntrySpecification.Output> {

    public sealed interface Input {
        String key();
    }

    public record Write(String key, long value) implements Input {}

    public record Read(String key) implements Input {}

    public sealed interface Output {}

    public record Written() implements Output {}

    public record Value(long value) implements Output {}

    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public List<Long> next(Long state, Input input, @Nullable Output output) {
        return switch (input) {
            case Write write -> List.of(write.value());
            case Read _ when output instanceof Value(long value) && value != state -> List.of();
            case Read _ -> List.of(state);
        };
    }

    @Override
    public boolean changesNothing(Input input, Output output) {
        return input instanceof Read;
    }

    @Override
    public Object partition(Input input) {
        return input.key();
    }
}
