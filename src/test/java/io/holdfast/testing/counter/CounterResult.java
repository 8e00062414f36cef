package io.holdfast.testing.counter;

import io.holdfast.core.Result;

/** What became of a {@link CounterCommand}. */
public sealed interface CounterResult extends Result {

    record Added(long value) implements CounterResult {}

    /** The note goes with it. */
    record Taken(long value) implements CounterResult {}

    record Empty() implements CounterResult {}
}
