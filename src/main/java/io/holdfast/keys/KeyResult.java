package io.holdfast.keys;

import io.holdfast.core.Result;

/** What became of a {@link KeyCommand}. */
public sealed interface KeyResult extends Result {

    record Created(KeyId key) implements KeyResult {}

    record Revoked(KeyId key) implements KeyResult {}

    /** There is a key already that may do everything. */
    record Begun() implements KeyResult {}

    record Refused(Reason reason) implements KeyResult {}

    enum Reason {
        UNKNOWN,
        /** The id was drawn before. */
        TAKEN,
        /** The principal has as many as it may. */
        LIVE_MAX,
        KEYS_MAX,
        /** Nobody could make another one after it. */
        LAST_ADMIN
    }
}
