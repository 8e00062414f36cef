package io.holdfast.cache.edge;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheCommand.EndLookup;
import io.holdfast.cache.CacheCommand.GrantLookup;
import io.holdfast.cache.CacheCommand.NoteMissing;
import io.holdfast.cache.CacheCommand.Reload;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheResult.FillPending;
import io.holdfast.cache.CacheResult.LookupGranted;
import io.holdfast.cache.CacheResult.NotStored;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.EntryTopic;
import io.holdfast.cache.FillLease;
import io.holdfast.cache.edge.BackingStore.Place;
import io.holdfast.cache.edge.BackingStore.Stored;
import io.holdfast.cache.edge.BackingStore.Unreachable;
import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Request;
import io.holdfast.core.Result;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are not in a cache but may be in the store behind it are looked up there when they are read: by one reader in
 * the whole cluster, who has them taken up again. What was found is not taken up if anything has happened to the key since.
 */
public final class ReadThrough implements Lines {

    /** For how long who was let look keeps others from it. */
    private static final long LOOKUP_MILLIS = 3_000;

    private static final Freshness AT_THE_HOME = new Freshness(true, false, Duration.ZERO, Duration.ZERO);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    /** Keys of which this node remembers that the store does not have them. */
    private static final int MISSING_MAX = 100_000;

    private final Lines lines;
    private final Homes homes;
    private final BackingStore store;
    /** One reader of this node at a time goes to the home for a key. */
    private final Map<CacheKey, CompletableFuture<@Nullable Found>> flights = new ConcurrentHashMap<>();
    /** What the store does not have, and the last step at which that is known: it is so until the key changes. */
    private final Map<CacheKey, Long> missing = new ConcurrentHashMap<>();

    public ReadThrough(Lines lines, Homes homes, BackingStore store) {
        this.lines = lines;
        this.homes = homes;
        this.store = store;
    }

    @Override
    public Delivery change(int group, Request request) {
        return lines.change(group, request);
    }

    @Override
    public Found read(CacheKey key, Freshness freshness) {
        var found = lines.read(key, freshness);
        if (isCertain(key, found)) {
            return found;
        }
        if (freshness.onlyIfCached()) {
            return found.as(Found.State.UNKNOWN);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isCertain(key, found)) {
            if (System.nanoTime() > end) {
                return found.as(Found.State.UNREACHED);
            }
            var told = together(key, found, end);
            if (told != null) {
                return told;
            }
            found = lines.read(key, freshness);
        }
        return found;
    }

    @Override
    public boolean settle(CacheKey key) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            var found = read(key, AT_THE_HOME);
            if (found.state() == Found.State.UNREACHED) {
                return false;
            }
            var upTo = missing.get(key);
            if (found.state() != Found.State.NOTHING || !found.elsewhere() || upTo == null) {
                return true;
            }
            if (submit(homes.of(key), new NoteMissing(key, new FillLease(0, 0, upTo))) instanceof NotStored) {
                return true;
            }
            missing.remove(key);
        }
        return false;
    }

    /** Whether the store need not be asked. */
    private boolean isCertain(CacheKey key, Found found) {
        if (found.state() != Found.State.NOTHING || !found.elsewhere()) {
            return true;
        }
        var upTo = missing.get(key);
        return upTo != null && found.changed() <= upTo;
    }

    /** Looks, or waits for who does; null says that the entry had better be read again. */
    private @Nullable Found together(CacheKey key, Found found, long end) {
        var mine = new CompletableFuture<@Nullable Found>();
        var other = flights.putIfAbsent(key, mine);
        if (other != null) {
            return await(other, end);
        }
        Found told = null;
        try {
            told = look(key, found);
            return told;
        } finally {
            flights.remove(key);
            // What was found out for one is not newer than when another asked; but that the store is away is.
            mine.complete(told != null && told.state() == Found.State.UNREACHED ? told : null);
        }
    }

    private static @Nullable Found await(CompletableFuture<@Nullable Found> other, long end) {
        try {
            return other.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NoLeaderException("this node is stopping");
        }
    }

    private @Nullable Found look(CacheKey key, Found found) {
        int home = homes.of(key);
        return switch (submit(home, new GrantLookup(key, found.changed(), LOOKUP_MILLIS))) {
            case LookupGranted granted -> look(key, found, granted);
            case NotStored _ -> {
                note(key, found.changed());
                yield found;
            }
            case FillPending(long millis) -> {
                pause(home, key, millis);
                yield null;
            }
            case Refused(var reason, long _) when reason == Reason.NO_CACHE -> found;
            case Result other -> throw new IllegalStateException("no answer to a look-up: " + other);
        };
    }

    private @Nullable Found look(CacheKey key, Found found, LookupGranted granted) {
        int home = homes.of(key);
        var place = new Place(homes.group(home).name(), granted.birth(), granted.store());
        Stored stored;
        try {
            stored = store.read(place, key);
        } catch (Unreachable _) {
            end(home, new EndLookup(key, granted.lookup(), true));
            return found.as(Found.State.UNREACHED);
        }
        if (stored == null) {
            note(key, granted.lookup().basis());
            end(home, new EndLookup(key, granted.lookup(), false));
            return found;
        }
        return takeUp(new Reload(
                key,
                granted.store().epoch(),
                stored.version(),
                stored.draft(),
                stored.freshMillis(),
                granted.lookup()));
    }

    /** What there is no room for is shown all the same: it was the newest when it was refused. */
    private @Nullable Found takeUp(Reload reload) {
        var key = reload.key();
        int home = homes.of(key);
        var result = lines.change(home, new Request(null, 0, null, reload)).result();
        if (!(result instanceof Refused refused)) {
            return null;
        }
        end(home, new EndLookup(key, reload.lookup(), true));
        return refused.reason() == Reason.FULL && reload.freshMillis() > 0 ? Found.stored(reload) : null;
    }

    /** Nothing depends on it: the look-up ends by itself. */
    private void end(int home, EndLookup command) {
        try {
            submit(home, command);
        } catch (ClusterException _) {
            // Others wait a little longer.
        }
    }

    private Result submit(int home, CacheCommand command) {
        return lines.change(home, new Request(null, 0, null, command)).result();
    }

    private void note(CacheKey key, long upTo) {
        if (missing.size() >= MISSING_MAX) {
            missing.clear();
        }
        missing.merge(key, upTo, Math::max);
    }

    private void pause(int home, CacheKey key, long millis) {
        try (var parked = homes.group(home).park(new EntryTopic(key))) {
            var unused = parked.await(Duration.ofMillis(Math.min(millis, LOOK_AGAIN.toMillis())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NoLeaderException("this node is stopping");
        }
    }
}
