package io.holdfast.election;

import io.holdfast.core.Names;

/** An election's name. */
public record ElectionName(String value) implements Comparable<ElectionName> {

    public ElectionName {
        if (!Names.isValid(value)) {
            throw new IllegalArgumentException("an election's name is " + Names.RULE);
        }
    }

    @Override
    public int compareTo(ElectionName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
