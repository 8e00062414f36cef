package io.holdfast.keys;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;

/** What happens to keys. */
public sealed interface KeyEvent extends Event {

    KeyId key();

    String principal();

    @Override
    default Topic topic() {
        return new KeyTopic();
    }

    record Created(KeyId key, String principal) implements KeyEvent {}

    record Ended(KeyId key, String principal, Cause cause) implements KeyEvent {}

    enum Cause {
        REVOKED,
        EXPIRED
    }

    /** Waits for any change of keys. */
    record KeyTopic() implements Topic {}
}
