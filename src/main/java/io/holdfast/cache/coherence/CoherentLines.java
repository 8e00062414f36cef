package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheAnswer;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.Windows;
import io.holdfast.cache.edge.Found;
import io.holdfast.cache.edge.Freshness;
import io.holdfast.cache.edge.Lines;
import io.holdfast.cache.line.LineState;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Request;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries are read from this node's memory where a copy may be read, else from their home; changes go to their group. */
final class CoherentLines implements Lines {

    private static final Duration READ_PATIENCE = Duration.ofSeconds(3);

    private final CoherentGroups groups;
    private final VigilantClock clock;

    CoherentLines(CoherentGroups groups, VigilantClock clock) {
        this.groups = groups;
        this.clock = clock;
    }

    @Override
    public Found read(CacheKey key, Freshness freshness) {
        var side = groups.of(key).node();
        if (!freshness.noCache()) {
            var line = side.readable(key);
            if (line != null) {
                return found(line.value(), Found.Source.LOCAL, line.state());
            }
        }
        if (freshness.onlyIfCached()) {
            return unknown();
        }
        long deadline = System.nanoTime() + READ_PATIENCE.toNanos();
        try {
            var seen = freshness.noCache() ? side.fetchAnew(key, deadline) : side.fetch(key, deadline);
            return found(seen.held(), Found.Source.HOME, seen.line());
        } catch (NoLeaderException e) {
            var left = leftOver(side, key, freshness);
            if (left == null) {
                throw e;
            }
            return left;
        }
    }

    /** What is here of an entry whose home cannot be reached, if the caller takes that. */
    private @Nullable Found leftOver(NodeSide side, CacheKey key, Freshness freshness) {
        var line = freshness.staleIfError().isZero() ? null : side.suspect(key);
        if (line == null) {
            return null;
        }
        var found = found(line.value(), Found.Source.SUSPECT, LineState.INVALID);
        boolean isRecent = found.remainingMillis() > -freshness.staleIfError().toMillis();
        return found.content() != null && isRecent ? found : null;
    }

    private Found found(Held held, Found.Source source, LineState line) {
        var sight = held.sight();
        long since = source == Found.Source.HOME ? 0 : clock.millis() - held.askedMillis();
        long fresh = sight.freshMillis();
        return new Found(
                stateOf(sight.kind()),
                sight.version(),
                sight.content(),
                sight.windows(),
                sight.tags(),
                sight.ageMillis() + since,
                fresh == CacheAnswer.FOR_EVER ? Found.FOR_EVER : fresh - since,
                sight.elsewhere(),
                sight.changed(),
                source,
                line.letter());
    }

    private static Found.State stateOf(CacheAnswer.Kind kind) {
        return switch (kind) {
            case PRESENT -> Found.State.PRESENT;
            case KEPT -> Found.State.KEPT;
            case ABSENT -> Found.State.ABSENT;
            case NOTHING, NO_CACHE -> Found.State.NOTHING;
            case DUE -> Found.State.UNKNOWN;
        };
    }

    private static Found unknown() {
        return new Found(
                Found.State.UNKNOWN,
                0,
                null,
                Windows.FOR_EVER,
                List.of(),
                0,
                0,
                false,
                0,
                Found.Source.LOCAL,
                LineState.INVALID.letter());
    }

    @Override
    public Delivery change(int group, Request request) {
        var key = Outdating.only(request.command());
        return key == null
                ? groups.group(group).submit(request)
                : groups.of(key).node().change(key, request);
    }
}
