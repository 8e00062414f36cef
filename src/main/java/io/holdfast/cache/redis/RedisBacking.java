package io.holdfast.cache.redis;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.edge.BackingStore;
import io.holdfast.cluster.Consensus;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Looks entries up in Redis. A few threads do: Redis' client blocks in ways that keep carriers of virtual threads busy. */
final class RedisBacking implements BackingStore, AutoCloseable {

    private static final int THREADS = 8;

    /** What became of look-ups on this node. */
    record Count(AtomicLong found, AtomicLong missing, AtomicLong failed) {}

    private final Consensus consensus;
    private final RedisStore store;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("cache-look-up-", 0).factory());
    private final Count count = new Count(new AtomicLong(), new AtomicLong(), new AtomicLong());

    RedisBacking(Consensus consensus, RedisStore store) {
        this.consensus = consensus;
        this.store = store;
    }

    Count count() {
        return count;
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public @Nullable Stored read(Place place, CacheKey key) {
        if (place.mark().run().isEmpty()) {
            // Nothing was written there ever.
            return null;
        }
        var keys = store.keys(consensus.view().clusterId());
        var space = new Space(
                place.group(), key.cache(), place.birth(), place.mark().epoch());
        var stored = ask(() -> store.read(keys, space, place.mark(), key.key()));
        (stored == null ? count.missing() : count.found()).incrementAndGet();
        return stored;
    }

    private @Nullable Stored ask(Callable<@Nullable Stored> question) {
        try {
            return threads.submit(question).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", e);
        } catch (RejectedExecutionException e) {
            throw failed("this node is stopping", e);
        } catch (ExecutionException e) {
            throw failed(String.valueOf(e.getCause()), e);
        }
    }

    private Unreachable failed(String why, Exception e) {
        count.failed().incrementAndGet();
        return new Unreachable(why, e);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
