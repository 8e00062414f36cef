package io.holdfast.web;

import org.jspecify.annotations.Nullable;

/** Who can tell whom a token stands for. */
public interface Identities {

    /**
     * The caller that this token stands for; null if it is not of the kind that is known here, or good for nothing.
     *
     * @param address where it came from
     */
    @Nullable
    Caller of(String token, String address);
}
