package io.holdfast.membership;

import io.holdfast.core.Names;

/** A member's name. */
public record MemberName(String value) implements Comparable<MemberName> {

    public MemberName {
        if (!Names.isValid(value)) {
            throw new IllegalArgumentException("a member's name is " + Names.RULE);
        }
    }

    @Override
    public int compareTo(MemberName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
