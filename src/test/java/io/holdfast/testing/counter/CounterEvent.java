package io.holdfast.testing.counter;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;

/** A counter has another value. */
public record CounterEvent(CounterTopic topic, long value) implements Event {

    /** A counter that somebody waits for. */
    public record CounterTopic(String name) implements Topic {}
}
