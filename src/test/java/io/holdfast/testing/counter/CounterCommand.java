package io.holdfast.testing.counter;

import io.holdfast.core.Command;
import io.holdfast.core.Payload;

/** What can be done to a counter. */
public sealed interface CounterCommand extends Command {

    String name();

    /** Counts up, and keeps a note of it. */
    record Add(String name, int amount, Payload note) implements CounterCommand {}

    /** Counts down by one and shows the note, unless the counter stands at zero. */
    record Take(String name) implements CounterCommand {}
}
