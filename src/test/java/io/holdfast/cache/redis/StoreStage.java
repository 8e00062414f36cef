package io.holdfast.cache.redis;

import static io.holdfast.cache.CachesPrimitive.CACHES;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.holdfast.cache.CacheAnswer.PartView;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheCommand.Configure;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Evict;
import io.holdfast.cache.CacheCommand.Victim;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.CacheInquiry.OfEntry;
import io.holdfast.cache.CacheInquiry.OfPart;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.CachePrimitive;
import io.holdfast.cache.CacheResult;
import io.holdfast.cache.CacheResult.Written;
import io.holdfast.cache.CacheSettings;
import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.cache.CachesCommand;
import io.holdfast.cache.CachesResult.Defined;
import io.holdfast.cache.Content;
import io.holdfast.cache.Windows;
import io.holdfast.cache.edge.BackingStore.Unreachable;
import io.holdfast.cache.edge.Found;
import io.holdfast.cache.edge.Freshness;
import io.holdfast.cache.edge.GroupLines;
import io.holdfast.cache.edge.Homes;
import io.holdfast.cache.edge.Lines;
import io.holdfast.cache.edge.LookupDesk;
import io.holdfast.cache.edge.ReadThrough;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.testing.RedisServer;
import io.holdfast.web.ReplicaConsensus;
import io.holdfast.web.ReplicaDataGroups;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A cluster of one node in memory with a cache that has a real Redis behind it. */
final class StoreStage implements AutoCloseable {

    static final CacheName USERS = new CacheName("users");

    final ReplicaConsensus consensus;
    final ReplicaDataGroups groups = new ReplicaDataGroups(1, List.of(CachePrimitive.CACHE), List.of(new LookupDesk()));
    final RedisStore store;
    final WriteBack writeBack;
    final RedisBacking backing;
    final Lines lines;
    final StoreKeys keys;
    private final LettuceConnectionFactory factory;
    private final RedisServer redis;

    StoreStage(RedisServer redis, String cluster, long bytesMax) {
        this.redis = redis;
        consensus = new ReplicaConsensus(List.of(CACHES)).named(cluster);
        var patience = LettuceClientConfiguration.builder()
                .commandTimeout(Duration.ofMillis(500))
                .build();
        factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redis.port()), patience);
        factory.afterPropertiesSet();
        factory.start();
        var config = CircuitBreakerConfig.custom()
                .waitDurationInOpenState(Duration.ofMillis(1))
                .build();
        var properties = new WriteBackProperties(true, "holdfast", Duration.ofMillis(10), Duration.ofHours(1));
        store = new RedisStore(factory, CircuitBreaker.of("cache", config), properties);
        keys = store.keys(cluster);
        writeBack = new WriteBack(consensus, groups, store, properties, new SimpleMeterRegistry());
        backing = new RedisBacking(consensus, store);
        var homes = new Homes(groups);
        lines = new ReadThrough(new GroupLines(homes), homes, backing);
        define(bytesMax);
    }

    private void define(long bytesMax) {
        var settings = new CacheSettings(bytesMax, Windows.FOR_EVER, 0, 60_000, Backing.REDIS);
        var define = new CachesCommand.Define(USERS, settings, CachesCommand.ANY_VERSION);
        var defined =
                (Defined) consensus.submit(new Request(null, 0, null, define)).result();
        ask(new Configure(USERS, defined.birth(), defined.version(), settings, bytesMax));
    }

    ReplicaDataGroups.InMemory group() {
        return groups.group(0);
    }

    CacheResult ask(CacheCommand command) {
        return (CacheResult) group().submit(new Request(null, 0, null, command)).result();
    }

    static CacheKey key(String key) {
        return new CacheKey(USERS, key);
    }

    static Draft draft(String text, Windows windows, String... tags) {
        var content = new Content("text/plain", false, new Payload(text.getBytes(StandardCharsets.UTF_8)));
        return new Draft(content, windows, List.of(tags));
    }

    long write(String key, String text, String... tags) {
        return write(key, draft(text, Windows.FOR_EVER, tags));
    }

    long write(String key, Draft draft) {
        return ((Written) ask(new Write(key(key), draft, CacheCommand.ANY_VERSION, null))).version();
    }

    /** Writes back until there is nothing more to do. */
    void writeBack() {
        int rounds = 0;
        while (writeBack.round()) {
            if (++rounds > 1_000) {
                throw new IllegalStateException("writing back does not come to an end");
            }
        }
    }

    /** Writes back until Redis has everything, whatever state it is in first. */
    void writeBackAtLast() {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                writeBack();
                if (view().dirty() == 0 && !isDue()) {
                    return;
                }
            } catch (Unreachable _) {
                Thread.onSpinWait();
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not written back: " + view());
            }
        }
    }

    private boolean isDue() {
        // Redis is looked at now and then only: what it has lost may not have been noticed.
        var run = redis(commands -> commands.info("server"));
        return !run.contains(view().store().run()) || view().store().run().isEmpty();
    }

    PartView view() {
        return group().ask(new OfPart(USERS));
    }

    Sight sight(String key) {
        return group().ask(new OfEntry(key(key)));
    }

    void evict(String key) {
        ask(new Evict(USERS, List.of(new Victim(key, sight(key).version()))));
    }

    Found read(String key) {
        return lines.read(key(key), Freshness.LINEARIZABLE);
    }

    static String text(Found found) {
        var content = found.content();
        return content == null ? "" : new String(content.value().bytes(), StandardCharsets.UTF_8);
    }

    Space space() {
        var view = view();
        return new Space("data-0", USERS, view.birth(), view.store().epoch());
    }

    /** Of the hash that the entry is in Redis; null if there is none. */
    @Nullable
    String field(String key, String field) {
        return redis(commands -> commands.hget(name(key), field));
    }

    /** Until Redis removes the entry. */
    long leftMillis(String key) {
        return redis(commands -> commands.pttl(name(key)));
    }

    /** As it does with what was deleted, when its time has come. */
    void forget(String key) {
        redis(commands -> commands.del(name(key)));
    }

    List<String> names(String pattern) {
        return redis(commands -> commands.keys(pattern));
    }

    private String name(String key) {
        return StoreKeys.text(keys.entry(space(), key));
    }

    <T extends @Nullable Object> T redis(Function<RedisCommands<String, String>, T> question) {
        try (var client = RedisClient.create("redis://127.0.0.1:" + redis.port());
                var connection = client.connect()) {
            return question.apply(connection.sync());
        }
    }

    @Override
    public void close() {
        backing.close();
        factory.destroy();
    }
}
