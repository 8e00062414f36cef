package io.holdfast.linearizability;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a history cannot be explained: the longest order that fits from the start, and the operations of which none can come
 * next.
 */
public record CounterExample(
        Object partition, int operations, List<Placed> prefix, Object state, List<? extends Operation<?, ?>> stuck) {

    private static final int PREFIX_SHOWN = 25;

    /** An operation in its place, and the state after it. */
    public record Placed(Operation<?, ?> operation, Object state) {}

    @Override
    public String toString() {
        int hidden = Math.max(0, prefix.size() - PREFIX_SHOWN);
        return """
                %s is not linearizable (%d operations).
                The longest order that fits places %d of them%s:
                %s
                Now the state is
                    %s
                and none of these can come next:
                %s""".formatted(
                        partition,
                        operations,
                        prefix.size(),
                        hidden == 0 ? "" : ", the last " + PREFIX_SHOWN + " being",
                        prefix.stream()
                                .skip(hidden)
                                .map(placed -> "    " + placed.operation() + "\n        => " + placed.state())
                                .collect(Collectors.joining("\n")),
                        state,
                        stuck.stream().map(operation -> "    " + operation).collect(Collectors.joining("\n")));
    }
}
