package io.holdfast.cache;

import io.holdfast.core.Names;

/** What a cache is called. */
public record CacheName(String value) implements Comparable<CacheName> {

    public CacheName {
        if (!Names.isValid(value)) {
            throw new IllegalArgumentException("a cache's name is " + Names.RULE);
        }
    }

    @Override
    public int compareTo(CacheName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
