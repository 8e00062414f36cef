package io.holdfast.linearizability;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The textbook object: a number that can be written and read. */
final class RegisterSpecification
        implements Specification<Integer, RegisterSpecification.Input, RegisterSpecification.Output> {

    sealed interface Input {}

    record Write(int value) implements Input {}

    record Read() implements Input {}

    sealed interface Output {}

    record Written() implements Output {}

    record Value(int value) implements Output {}

    @Override
    public Integer initial() {
        return 0;
    }

    @Override
    public List<Integer> next(Integer state, Input input, @Nullable Output output) {
        return switch (input) {
            case Write write -> List.of(write.value());
            case Read _ when output instanceof Value read && read.value() != state -> List.of();
            case Read _ -> List.of(state);
        };
    }

    @Override
    public boolean changesNothing(Input input, Output output) {
        return input instanceof Read;
    }

    @Override
    public Object partition(Input input) {
        return "register";
    }
}
