package io.holdfast.queue;

import io.holdfast.core.Result;

/** What became of a {@link CatalogueCommand}. */
public sealed interface CatalogueResult extends Result {

    /**
     * The queue has these settings now.
     *
     * @param birth the version at which it was created
     * @param version at which its settings last changed
     * @param created whether this command created it
     */
    record Defined(long birth, long version, boolean created) implements CatalogueResult {}

    /**
     * The queue is not in the catalogue any more.
     *
     * @param shards how many it had
     */
    record Deleted(long birth, int shards) implements CatalogueResult {}

    record Refused(Reason reason) implements CatalogueResult {}

    /** Why a command changed nothing. */
    enum Reason {
        NO_QUEUE,
        /** The queue has another version than was asked for, or is there where none was to be. */
        VERSION_DIFFERS,
        /** A queue keeps the number of shards it was created with. */
        SHARDS_FIXED,
        QUEUES_MAX
    }
}
