package io.holdfast.cache.edge;

import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.StoreMark;
import org.jspecify.annotations.Nullable;

/** The port to the store behind caches, for what is missed. What is written goes there by another way. */
public interface BackingStore {

    /**
     * Where in the store a part of a cache is.
     *
     * @param mark how far it has to have been written, or nothing that it has counts
     */
    record Place(String group, long birth, StoreMark mark) {}

    /**
     * An entry as the store has it.
     *
     * @param freshMillis for how long it is still fresh; negative where it is stale
     */
    record Stored(long version, Draft draft, long freshMillis) {}

    /** The store cannot say what it has: it is away, too slow, or has lost something. */
    final class Unreachable extends RuntimeException {

        private static final long serialVersionUID = 1;

        public Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Whether there is a store. Without one no cache can have it behind. */
    boolean isThere();

    /**
     * What the store has under a key; null if it has nothing.
     *
     * @throws Unreachable nobody knows
     */
    @Nullable
    Stored read(Place place, CacheKey key);

    /** Where no store is configured. */
    BackingStore NONE = new BackingStore() {

        @Override
        public boolean isThere() {
            return false;
        }

        @Override
        public @Nullable Stored read(Place place, CacheKey key) {
            throw new Unreachable("no store is configured on this node", null);
        }
    };
}
