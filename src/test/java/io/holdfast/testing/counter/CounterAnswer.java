package io.holdfast.testing.counter;

import io.holdfast.core.Answer;
import io.holdfast.core.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is answered about a counter. */
public sealed interface CounterAnswer extends Answer {

    record Value(long value) implements CounterAnswer {}

    /** The notes of counters, in the order in which they were asked for; null where there is none. */
    record Notes(List<@Nullable Payload> notes) implements CounterAnswer {}
}
