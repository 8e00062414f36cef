package io.holdfast.lock;

import io.holdfast.core.Names;

/** A lock's name; hierarchy, if any, is a matter of dots or colons in it. */
public record LockName(String value) implements Comparable<LockName> {

    public LockName {
        if (!Names.isValid(value)) {
            throw new IllegalArgumentException("a lock's name is " + Names.RULE);
        }
    }

    @Override
    public int compareTo(LockName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
