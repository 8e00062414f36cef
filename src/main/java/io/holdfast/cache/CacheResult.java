package io.holdfast.cache;

import io.holdfast.core.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a {@link CacheCommand}. */
public sealed interface CacheResult extends Result {

    record Configured(long birth, long version) implements CacheResult {}

    record Dropped() implements CacheResult {}

    /**
     * @param created whether there was none before
     * @param crowded whether the cache has more than it should keep, so that something had better be evicted
     */
    record Written(long version, boolean created, boolean crowded) implements CacheResult {}

    /** @param existed whether there was an entry; that there is none now is so in any case */
    record Deleted(long version, boolean existed) implements CacheResult {}

    /** @param value what the number is now */
    record Counted(long version, long value, boolean created) implements CacheResult {}

    /**
     * What became of one of several.
     *
     * @param version that it has now; where it was refused, that it had
     * @param changed whether it was created, or did exist before it was deleted
     * @param refused null if it was done
     */
    record Each(long version, boolean changed, @Nullable Reason refused) {}

    /**
     * What became of each, in the order they were asked for. Of an atomic batch either none is refused, or nothing was done
     * and those stand refused whose condition did not hold.
     *
     * @param crowded as in {@link Written}
     */
    record Batched(List<Each> items, boolean done, boolean crowded) implements CacheResult {

        public Batched {
            items = List.copyOf(items);
        }

        @Override
        public int parts() {
            return items.size();
        }
    }

    /** @param version everything it is about that was written before has an end */
    record Purged(long version) implements CacheResult {}

    record Evicted(int entries) implements CacheResult {}

    /** @param cleaned how many were dirty and have not changed since */
    record Cleaned(int cleaned) implements CacheResult {}

    /** How the part stands with the store now. */
    record StoreMet(StoreMark store) implements CacheResult {}

    /**
     * What is known of a node.
     *
     * @param done whether what was asked for is so now
     * @param incarnation that stands now; 0 if none does
     */
    record NodeKnown(boolean done, long incarnation, long renewal) implements CacheResult {}

    /** @param millis for how long nobody else is let fill the entry */
    record FillGranted(FillLease lease, long millis) implements CacheResult {}

    /** @param millis for how long somebody else may still fill it */
    record FillPending(long millis) implements CacheResult {}

    /**
     * The caller may look the entry up in the store behind the cache.
     *
     * @param millis for how long nobody else is let
     * @param birth of the cache
     * @param store where in the store, and how far that has to have been written
     */
    record LookupGranted(FillLease lookup, long millis, long birth, StoreMark store) implements CacheResult {}

    /** The store behind the cache does not have the entry either. */
    record NotStored() implements CacheResult {}

    /** @param version that the entry has; 0 if there is none */
    record Refused(Reason reason, long version) implements CacheResult {}

    /** Why something was not done. */
    enum Reason {
        /** This group has not heard of the cache. */
        NO_CACHE,
        /** A part of an earlier cache of this name is here; it has to be dropped first. */
        EARLIER_CACHE,
        VERSION_DIFFERS,
        /** Something has happened to the key since the lease to fill it was given. */
        FILL_VOID,
        NOT_A_NUMBER,
        /** The number would be greater, or less, than 64 bits hold. */
        OVERFLOW,
        /** The cache has much more than it should keep; it must be evicted from first. */
        FULL,
        /** Too much waits for the store behind the cache. */
        BACKLOG,
        /** Too many tags have been purged lately. */
        PURGES_MAX,
        /** As many nodes as may be keep lines already. */
        NODES_MAX,
        /** Nobody here can say whether there is such an entry: the store behind the cache has to be asked first. */
        ELSEWHERE,
        /** The lease to fill was given to another principal. */
        FILL_FOREIGN
    }
}
