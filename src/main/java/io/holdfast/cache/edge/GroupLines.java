package io.holdfast.cache.edge;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheInquiry.OfEntry;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.Windows;
import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Request;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the data groups themselves, each time: no node keeps a line. */
public final class GroupLines implements Lines {

    /** How soon to look again whether the log has said that what is due is over. */
    private static final Duration LOOK = Duration.ofMillis(10);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final char NO_LINE = 'I';

    private final Homes homes;

    public GroupLines(Homes homes) {
        this.homes = homes;
    }

    @Override
    public Found read(CacheKey key, Freshness freshness) {
        if (freshness.onlyIfCached()) {
            return nothing(Found.State.UNKNOWN, Found.Source.LOCAL);
        }
        try {
            return found(ask(key), Found.Source.HOME);
        } catch (ClusterException e) {
            var suspect = suspect(key, freshness.staleIfError());
            if (suspect == null) {
                throw e;
            }
            return suspect;
        }
    }

    /** Waits while what is due is neither there nor gone. */
    private Sight ask(CacheKey key) {
        var group = homes.group(homes.of(key));
        long end = System.nanoTime() + PATIENCE.toNanos();
        var sight = group.ask(new OfEntry(key));
        while (sight.kind() == Kind.DUE) {
            if (System.nanoTime() > end) {
                throw new NoLeaderException("the log has not said yet whether " + key + " is over");
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NoLeaderException("this node is stopping");
            }
            sight = group.ask(new OfEntry(key));
        }
        return sight;
    }

    /** What this node's copy of the group says, which may be outdated; null where that will not do. */
    private @Nullable Found suspect(CacheKey key, Duration staleIfError) {
        if (staleIfError.isZero()) {
            return null;
        }
        var sight = homes.group(homes.of(key)).askLocal(new OfEntry(key));
        if (sight == null || sight.content() == null || -sight.freshMillis() > staleIfError.toMillis()) {
            return null;
        }
        return found(sight, Found.Source.SUSPECT);
    }

    private static Found found(Sight sight, Found.Source source) {
        var state = switch (sight.kind()) {
            case PRESENT -> Found.State.PRESENT;
            case KEPT -> Found.State.KEPT;
            case ABSENT -> Found.State.ABSENT;
            case NOTHING, NO_CACHE, DUE -> Found.State.NOTHING;
        };
        return new Found(
                state,
                sight.version(),
                sight.content(),
                sight.windows(),
                sight.tags(),
                sight.ageMillis(),
                sight.freshMillis(),
                sight.elsewhere(),
                sight.changed(),
                source,
                NO_LINE);
    }

    private static Found nothing(Found.State state, Found.Source source) {
        return new Found(state, 0, null, Windows.FOR_EVER, List.of(), 0, 0, false, 0, source, NO_LINE);
    }

    @Override
    public Delivery change(int group, Request request) {
        return homes.group(group).submit(request);
    }
}
