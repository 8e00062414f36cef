package io.holdfast.queue;

import io.holdfast.core.Names;

/** What a queue is called. */
public record QueueName(String value) implements Comparable<QueueName> {

    public QueueName {
        if (!Names.isValid(value)) {
            throw new IllegalArgumentException("a queue's name is " + Names.RULE);
        }
    }

    @Override
    public int compareTo(QueueName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
