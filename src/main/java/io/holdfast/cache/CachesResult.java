package io.holdfast.cache;

import io.holdfast.core.Result;

/** What became of a {@link CachesCommand}. */
public sealed interface CachesResult extends Result {

    /**
     * The cache has these settings now.
     *
     * @param birth the version at which it was created
     * @param version at which its settings last changed
     * @param created whether this command created it
     */
    record Defined(long birth, long version, boolean created) implements CachesResult {}

    /** The cache is not in the catalogue any more. */
    record Deleted(long birth) implements CachesResult {}

    record Refused(Reason reason) implements CachesResult {}

    /** Why a command changed nothing. */
    enum Reason {
        NO_CACHE,
        /** The cache has another version than was asked for, or is there where none was to be. */
        VERSION_DIFFERS,
        /** A cache keeps the kind of store behind it that it was created with. */
        BACKING_FIXED,
        CACHES_MAX
    }
}
