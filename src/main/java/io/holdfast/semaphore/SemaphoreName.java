package io.holdfast.semaphore;

import io.holdfast.core.Names;

/** A semaphore's name. */
public record SemaphoreName(String value) implements Comparable<SemaphoreName> {

    public SemaphoreName {
        if (!Names.isValid(value)) {
            throw new IllegalArgumentException("a semaphore's name is " + Names.RULE);
        }
    }

    @Override
    public int compareTo(SemaphoreName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
