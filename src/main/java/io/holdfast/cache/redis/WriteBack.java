package io.holdfast.cache.redis;

import io.holdfast.cache.CacheInquiry.Roll;
import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.BackingStore.Unreachable;
import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.DataGroups;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The one thread of a node that writes caches back to Redis: the parts of the groups that this node leads, in turn. What it
 * does not come to, because Redis is away or another node leads by now, stays dirty and is written by whoever leads then.
 */
final class WriteBack implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBack.class);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final long LEFTOVERS_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int ROUNDS_MAX = 20;

    private record Place(String group, CacheName cache) {}

    private final Consensus consensus;
    private final DataGroups groups;
    private final RedisStore store;
    private final Leftovers leftovers;
    private final Duration interval;
    private final Timer succeeded;
    private final Timer failed;

    private final Map<Place, PartWriter> writers = new HashMap<>();
    private final Map<String, Long> cleanedNanos = new TreeMap<>();
    final LongAdder written = new LongAdder();
    private volatile String trouble = "";
    private volatile @Nullable Thread thread;

    WriteBack(
            Consensus consensus,
            DataGroups groups,
            RedisStore store,
            WriteBackProperties properties,
            MeterRegistry meters) {
        this.consensus = consensus;
        this.groups = groups;
        this.store = store;
        this.leftovers = new Leftovers(consensus, store);
        this.interval = properties.interval();
        this.succeeded = timer(meters, "ok");
        this.failed = timer(meters, "failed");
    }

    private static Timer timer(MeterRegistry meters, String result) {
        return Timer.builder("holdfast.cache.writeback")
                .tag("result", result)
                .description("How long it takes Redis to take what is written back to it, and the log to hear of it")
                .register(meters);
    }

    /** Why Redis could not be written last; empty if it could. */
    String trouble() {
        return trouble;
    }

    @Override
    public void start() {
        var starting = Thread.ofPlatform().daemon().name("cache-write-back").unstarted(this::run);
        // It goes on for as long as it is the one that stands here, so it has to stand here before it looks.
        thread = starting;
        starting.start();
    }

    @Override
    public void stop() {
        var running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        while (isRunning()) {
            try {
                if (!round()) {
                    Thread.sleep(interval);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (Unreachable e) {
                become(String.valueOf(e.getMessage()));
                pause();
            } catch (RuntimeException e) {
                if (isRunning()) {
                    LOG.warn("cache store: a round failed", e);
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void become(String next) {
        if (trouble.isEmpty() != next.isEmpty()) {
            if (next.isEmpty()) {
                LOG.info("cache store: Redis answers again");
            } else {
                LOG.warn("cache store: Redis cannot be written; what is written meanwhile waits in the log: {}", next);
            }
        }
        trouble = next;
    }

    /** One look at all that this node leads; returns whether there is more to do at once. */
    boolean round() {
        var cluster = consensus.view().clusterId();
        if (cluster.isEmpty()) {
            return false;
        }
        var keys = store.keys(cluster);
        boolean unfinished = false;
        for (int number = 0; number < groups.count(); number++) {
            var group = groups.group(number);
            if (!group.leads()) {
                writers.keySet().removeIf(place -> place.group().equals(group.name()));
                continue;
            }
            try {
                unfinished |= write(keys, group);
            } catch (ClusterException e) {
                LOG.debug("cache store: {} not written: {}", group.name(), e.getMessage());
            }
        }
        return unfinished;
    }

    private boolean write(StoreKeys keys, DataGroup group) {
        boolean unfinished = false;
        long term = 0;
        @Nullable CacheName next = Roll.FIRST;
        while (next != null) {
            var page = group.askLocal(new Roll(next, CacheLimits.PAGE_MAX));
            if (page == null) {
                return false;
            }
            for (var part : page.parts()) {
                var writer = writers.computeIfAbsent(
                        new Place(group.name(), part.cache()), _ -> new PartWriter(group, part.cache(), store));
                if (!writer.isWanted()) {
                    continue;
                }
                // What was true of this node before a majority was asked need not be true any more.
                term = term == 0 ? group.confirmTerm() : term;
                unfinished |= write(keys, writer, term);
            }
            next = page.next();
        }
        removeLeftovers(keys, group);
        return unfinished;
    }

    private boolean write(StoreKeys keys, PartWriter writer, long term) {
        boolean more = true;
        for (int round = 0; round < ROUNDS_MAX && more; round++) {
            long before = writer.written;
            long began = System.nanoTime();
            try {
                more = writer.round(keys, term);
            } catch (Unreachable e) {
                failed.record(Duration.ofNanos(System.nanoTime() - began));
                throw e;
            }
            if (writer.written > before) {
                succeeded.record(Duration.ofNanos(System.nanoTime() - began));
                written.add(writer.written - before);
            }
            become("");
        }
        return more;
    }

    private void removeLeftovers(StoreKeys keys, DataGroup group) {
        long now = System.nanoTime();
        var last = cleanedNanos.get(group.name());
        if (last == null || now - last > LEFTOVERS_NANOS) {
            cleanedNanos.put(group.name(), now);
            leftovers.remove(keys, group);
        }
    }
}
