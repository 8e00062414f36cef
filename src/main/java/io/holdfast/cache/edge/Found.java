package io.holdfast.cache.edge;

import io.holdfast.cache.Content;
import io.holdfast.cache.Windows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found under a key.
 *
 * @param version of the entry; 0 where there is none
 * @param content null unless there is an entry with one
 * @param windows that the entry was written with
 * @param ageMillis since it was written
 * @param remainingMillis for which it is still fresh; not positive where it is stale, {@link #FOR_EVER} where it stays fresh
 * @param source who knew
 * @param line the state of this node's line: M, E, S or I
 */
public record Found(
        State state,
        long version,
        @Nullable Content content,
        Windows windows,
        List<String> tags,
        long ageMillis,
        long remainingMillis,
        Source source,
        char line) {

    public static final long FOR_EVER = Long.MAX_VALUE;

    /** Whether there is an entry. */
    public enum State {
        /** Fresh, or within its window of staleness: {@code remainingMillis} says which. */
        PRESENT,
        /** Its windows are over, but it is kept for those who ask for stale content. */
        KEPT,
        /** Somebody has written that there is none. */
        ABSENT,
        /** There is no entry. */
        NOTHING,
        /** Nobody here knows, and nobody else was to be asked. */
        UNKNOWN
    }

    /** Who knew. */
    public enum Source {
        /** A line of this node. */
        LOCAL,
        /** The home of the entry. */
        HOME,
        /** A line of this node that may be outdated, because its home could not be reached. */
        SUSPECT
    }

    public Found {
        tags = List.copyOf(tags);
    }

    public boolean isStale() {
        return state == State.KEPT || (state == State.PRESENT && remainingMillis <= 0);
    }
}
