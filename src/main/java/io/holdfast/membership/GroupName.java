package io.holdfast.membership;

import io.holdfast.core.Names;

/** A group's name. */
public record GroupName(String value) implements Comparable<GroupName> {

    public GroupName {
        if (!Names.isValid(value)) {
            throw new IllegalArgumentException("a group's name is " + Names.RULE);
        }
    }

    @Override
    public int compareTo(GroupName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
