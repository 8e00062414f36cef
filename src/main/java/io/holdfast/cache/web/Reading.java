package io.holdfast.cache.web;

import io.holdfast.cache.CacheCommand.GrantFill;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheResult.FillGranted;
import io.holdfast.cache.CacheResult.FillPending;
import io.holdfast.cache.EntryTopic;
import io.holdfast.cache.edge.Found;
import io.holdfast.cache.edge.Freshness;
import io.holdfast.cache.edge.Lines;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Result;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries. Of those who miss one and would fetch it, one is given a lease to fill, and the others wait for what it
 * writes, as long as they want to; when the lease runs out, one of them is next.
 */
final class Reading {

    /** Keys of which this node remembers that somebody fetches them. */
    private static final int FETCHED_MAX = 10_000;

    /**
     * What was read.
     *
     * @param lease to fetch it, or to fetch it anew
     * @param pendingMillis for how long another may still fetch it; 0 where nobody does
     */
    record Read(Found found, boolean shown, @Nullable FillGranted lease, long pendingMillis, boolean waited) {}

    private static final Freshness HERE = new Freshness(false, true, Duration.ZERO, Duration.ZERO);

    private final String node;
    private final Caches caches;
    private final Lines lines;
    private final CacheProperties properties;
    private final Map<CacheKey, Long> fetched = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param node this node's name */
    Reading(String node, Caches caches, Lines lines, CacheProperties properties) {
        this.node = node;
        this.caches = caches;
        this.lines = lines;
        this.properties = properties;
    }

    /** The headers of an answer, as far as what was read decides. */
    EntryHeaders headers(Read read, BiConsumer<String, String> to) {
        var headers = new EntryHeaders(node, to);
        return read.lease() == null ? headers : headers.lease(read.lease());
    }

    /** The state of this node's line: M, E, S or I. */
    char line(CacheKey key) {
        return lines.read(key, HERE).line();
    }

    int waiting() {
        return waiting.get();
    }

    Read read(CacheKey key, EntryWish wish) {
        var read = once(key, wish);
        if (read.pendingMillis() == 0 || read.shown() || wish.patience().isZero()) {
            return read;
        }
        if (waiting.incrementAndGet() > properties.waitersMax()) {
            waiting.decrementAndGet();
            throw new ProblemException(CacheProblems.waitersExhausted(properties.waitersMax()));
        }
        try {
            return await(key, wish);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NoLeaderException("this node is stopping");
        } finally {
            waiting.decrementAndGet();
        }
    }

    private Read await(CacheKey key, EntryWish wish) throws InterruptedException {
        var group = caches.group(caches.homeOf(key));
        long end = System.nanoTime() + wish.patience().toNanos();
        while (true) {
            try (var parked = group.park(new EntryTopic(key))) {
                var read = once(key, wish);
                long left = end - System.nanoTime();
                if (read.shown() || read.pendingMillis() == 0 || left <= 0) {
                    return new Read(read.found(), read.shown(), read.lease(), read.pendingMillis(), true);
                }
                var unused =
                        parked.await(Duration.ofNanos(Math.min(left, read.pendingMillis() * 1_000_000 + 1_000_000)));
            }
        }
    }

    private Read once(CacheKey key, EntryWish wish) {
        var found = lines.read(key, wish.freshness());
        boolean shown = isShown(found, wish);
        if (!wish.fills() || (shown && !isDueForRefresh(found, wish))) {
            return new Read(found, shown, null, 0, false);
        }
        if (found.source() == Found.Source.SUSPECT || found.state() == Found.State.UNKNOWN) {
            return new Read(found, shown, null, 0, false);
        }
        return shown ? refreshed(found, key) : missed(found, key);
    }

    private Read missed(Found found, CacheKey key) {
        return switch (grant(key, found)) {
            case FillGranted granted -> new Read(found, false, granted, 0, false);
            case FillPending(long millis) -> new Read(found, false, null, Math.max(1, millis), false);
            default -> new Read(found, false, null, 0, false);
        };
    }

    /** While somebody fetches it anew, the home is not asked at each read. */
    private Read refreshed(Found found, CacheKey key) {
        var until = fetched.get(key);
        if (until != null && System.nanoTime() < until) {
            return new Read(found, true, null, 0, false);
        }
        var answer = grant(key, found);
        long millis = answer instanceof FillPending(long pending)
                ? pending
                : properties.fillLease().toMillis();
        if (fetched.size() >= FETCHED_MAX) {
            fetched.clear();
        }
        fetched.put(key, System.nanoTime() + millis * 1_000_000);
        return new Read(found, true, answer instanceof FillGranted granted ? granted : null, 0, false);
    }

    private Result grant(CacheKey key, Found found) {
        var holder = Caller.current().principal();
        var command = new GrantFill(
                key, holder, found.version(), properties.fillLease().toMillis());
        return caches.propose(caches.homeOf(key), command).result();
    }

    /** Whether the reader takes what was found for an answer: an entry, or that it is known that there is none. */
    private static boolean isShown(Found found, EntryWish wish) {
        return switch (found.state()) {
            case PRESENT, ABSENT -> true;
            case KEPT ->
                -found.remainingMillis() <= wish.freshness().maxStale().toMillis()
                        || found.source() == Found.Source.SUSPECT;
            case NOTHING, UNKNOWN, UNREACHED -> false;
        };
    }

    private static boolean isDueForRefresh(Found found, EntryWish wish) {
        if (found.remainingMillis() == Found.FOR_EVER) {
            return false;
        }
        long life = found.ageMillis() + Math.max(0, found.remainingMillis());
        return found.remainingMillis() <= 0 || (wish.ahead() < 1 && found.ageMillis() >= life * wish.ahead());
    }
}
