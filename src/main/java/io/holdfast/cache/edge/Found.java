package io.holdfast.cache.edge;

import io.holdfast.cache.CacheCommand.Reload;
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
 * @param elsewhere where there is nothing, whether the store behind the cache may have the entry
 * @param changed the last step that is known to have done something to the key
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
        boolean elsewhere,
        long changed,
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
        UNKNOWN,
        /** The cluster has no such entry, and the store behind the cache, which may have it, cannot be asked. */
        UNREACHED
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

    /** The same, but for what is known of it. */
    Found as(State other) {
        return new Found(
                other, version, content, windows, tags, ageMillis, remainingMillis, elsewhere, changed, source, line);
    }

    /** An entry that only the store behind the cache has. */
    static Found stored(Reload reload) {
        var draft = reload.draft();
        return new Found(
                draft.content() == null ? State.ABSENT : State.PRESENT,
                reload.version(),
                draft.content(),
                draft.windows(),
                draft.tags(),
                0,
                reload.freshMillis(),
                false,
                reload.version(),
                Source.HOME,
                'I');
    }

    public boolean isStale() {
        return state == State.KEPT || (state == State.PRESENT && remainingMillis <= 0);
    }
}
