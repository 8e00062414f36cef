package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.process.Reply.Answered;
import io.holdfast.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/** A cache that has more than its nodes keep, with a real Redis behind it, and nodes that are killed while they write back. */
@Timeout(600)
class CacheStoreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CACHE = "/api/v1/caches/users";
    private static final int KEYS = 20;
    private static final int BYTES = 3_000;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    @TempDir
    private Path directory;

    private RedisServer redis;
    private ProcessCluster cluster;
    private HttpApi http;
    private final Map<String, Integer> written = new TreeMap<>();
    private int requests;

    @BeforeEach
    void open() throws IOException {
        redis = new RedisServer(directory);
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("cache-store", 3)
                .with("holdfast.cache.redis.enabled", true)
                .with("spring.data.redis.port", redis.port())));
        http = new HttpApi(cluster::url, Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        http.close();
        redis.close();
    }

    @Test
    void nothingIsLostWhenLeadersAreKilledWhileTheyWriteBack() {
        // Far less than all entries take: most are in Redis alone.
        var settings = Map.of("backing", "redis", "maxBytes", BYTES);
        decided("the cache to be there", key -> http.put("n1", CACHE, settings, key));

        for (var victim : cluster.names()) {
            write(victim, 0);
            cluster.kill(victim);
            // Those that are left write on, of which one leads by and by what the victim has led.
            var other = cluster.namesWithout(victim).getFirst();
            write(other, KEYS / 2);
            cluster.start(victim);
            cluster.awaitReady();
        }

        written.forEach((name, value) -> {
            var node = cluster.names().get(value % 3);
            var read = decided(name + " to be read", _ -> http.get(node, CACHE + "/entries/" + name));
            assertThat(read.body().path("value").asInt(-1)).as(name).isEqualTo(value);
        });
        Await.until(PATIENCE, "everything to be in Redis", () -> stats("dirty"), dirty -> dirty == 0);
        Await.until(
                PATIENCE, "the cache to keep no more than it should", () -> stats("bytes"), bytes -> bytes <= BYTES);
    }

    private void write(String node, int from) {
        for (int i = from; i < KEYS; i++) {
            int value = requests;
            var name = "key" + i;
            var entry = Map.of("value", value, "filling", "x".repeat(200));
            decided(name + " to be written", key -> http.put(node, CACHE + "/entries/" + name, entry, key));
            written.put(name, value);
        }
    }

    /** What is refused for want of room, or while Redis is behind, is asked again. */
    private Answered decided(String what, Function<String, Reply> request) {
        var attempt = new int[1];
        var first = "store-" + requests++;
        return (Answered) Await.until(
                PATIENCE,
                what,
                () -> {
                    var reply = request.apply(first + "-" + attempt[0]);
                    boolean isFull = reply instanceof Answered answered
                            && (answered.status() == 429 || answered.status() == 507);
                    attempt[0] += isFull ? 1 : 0;
                    return isFull ? new Reply.Unavailable("no room") : reply;
                },
                Answered.class::isInstance);
    }

    private long stats(String name) {
        var stats = http.get("n1", CACHE + "/stats") instanceof Answered answered
                ? answered.body()
                : JsonNodeFactory.instance.objectNode();
        return stats.path(name).asLong(-1);
    }
}
