package io.holdfast.security;

import io.holdfast.core.Role;

/**
 * What an operation asks of its caller.
 *
 * @param kind what it is about, as in rules of access
 * @param extent which things of the kind it touches
 */
record Need(String operation, Role role, String kind, Extent extent) {

    /** Where the names stand that a caller must have access to. */
    enum Extent {
        /** In the path. */
        NAMED,
        /** In the parameter {@code prefix}: all that begin so. */
        LISTED,
        /** In the body, which the operation reads and checks itself. */
        IN_BODY,
        /** Nowhere: what it touches belongs to a session, and that to a principal. */
        OWNED,
        /** All of them. */
        ALL,
        /** It shows nothing that anybody owns. */
        NONE
    }
}
