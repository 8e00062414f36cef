package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.process.Reply.Answered;
import io.holdfast.testing.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Queues in a cluster whose nodes are all lost, with a real Redis beside it that is lost too for a while. */
@Timeout(600)
class MirrorIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String QUEUE = "/api/v1/queues/jobs";
    private static final int BATCH = 100;
    private static final int SHARDS = 3;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    @TempDir
    private Path directory;

    private RedisServer redis;
    private ProcessCluster cluster;
    private HttpApi http;
    private int requests;
    private int sent;

    @BeforeEach
    void open() throws IOException {
        redis = new RedisServer(directory);
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("mirror", 3)
                .with("holdfast.mirror.queues", true)
                .with("spring.data.redis.port", redis.port())));
        http = new HttpApi(cluster::url, Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        http.close();
        redis.close();
    }

    @Test
    void queuesOutliveAllNodes() throws IOException {
        decided(() -> http.put("n1", QUEUE, Map.of("shards", SHARDS), key()));
        var left = new TreeSet<>(send(5));
        left.removeAll(receive(2));
        redis.kill();
        left.addAll(send(3));
        left.removeAll(receive(1));
        redis.start();
        left.addAll(send(1));
        int expected = left.size();
        Await.until(PATIENCE, expected + " messages to be mirrored", this::mirrored, count -> count == expected);
        long token = token("before");

        cluster.names().forEach(cluster::kill);
        cluster.names().forEach(cluster::wipe);
        cluster.names().forEach(cluster::start);
        cluster.awaitReady();
        cluster.awaitLeader();

        assertThat(decided(() -> http.post("n2", QUEUE + "/receive", Map.of(), key()))
                        .status())
                .isEqualTo(404);
        Await.until(PATIENCE, "the mirror to be another cluster's", () -> state("n1"), "foreign"::equals);
        assertThat(decided(() -> http.post("n1", "/api/v1/mirror/restore", Map.of(), key()))
                        .status())
                .isEqualTo(202);
        Await.until(
                PATIENCE,
                "a node to have restored " + left.size(),
                () -> cluster.names().stream().mapToLong(this::restored).max().orElse(0),
                messages -> messages == left.size());
        Await.until(PATIENCE, "the mirror to be kept", () -> state("n1"), "keeping"::equals);
        assertThat(token("after")).isGreaterThan(token);
        assertThat(new TreeSet<>(receive(Integer.MAX_VALUE))).isEqualTo(left);
    }

    private String key() {
        return "mirror-" + requests++;
    }

    private Answered decided(Supplier<Reply> request) {
        return (Answered) Await.until(PATIENCE, "an answer", request, Answered.class::isInstance);
    }

    /** So many batches; returns their bodies. */
    private List<String> send(int batches) {
        var bodies = new ArrayList<String>();
        for (int batch = 0; batch < batches; batch++) {
            var drafts = new ArrayList<Map<String, ?>>();
            for (int i = 0; i < BATCH; i++) {
                var body = "message " + sent++;
                bodies.add(body);
                drafts.add(i % 2 == 0 ? Map.of("body", body) : Map.of("body", body, "group", "g" + i % 7));
            }
            var answer = decided(() -> http.post("n1", QUEUE + "/messages/batch", Map.of("messages", drafts), key()));
            assertThat(answer.status()).isEqualTo(200);
        }
        return bodies;
    }

    /** Receives and acknowledges, until it was so many times or nothing is left; returns the bodies. */
    private List<String> receive(int turns) {
        var bodies = new ArrayList<String>();
        for (int turn = 0; turn < turns; turn++) {
            var wish = Map.of("max", BATCH, "visibility", "60s", "wait", "1s");
            var answer = decided(() -> http.post("n2", QUEUE + "/receive", wish, key()));
            if (answer.status() == 204) {
                return bodies;
            }
            assertThat(answer.status()).isEqualTo(200);
            var acks = new ArrayList<String>();
            for (JsonNode message : answer.body().path("messages")) {
                bodies.add(message.path("body").asString());
                acks.add(message.path("receipt").asString());
            }
            assertThat(decided(() -> http.post("n3", QUEUE + "/settle", Map.of("acks", acks), key()))
                            .status())
                    .isEqualTo(200);
        }
        return bodies;
    }

    /** How many messages stand in the mirror; negative while Redis does not answer. */
    private long mirrored() {
        try (var client = RedisClient.create("redis://127.0.0.1:" + redis.port());
                var connection = client.connect()) {
            long all = 0;
            for (int shard = 0; shard < SHARDS; shard++) {
                all += connection.sync().xlen("holdfast:queue:jobs:" + shard);
            }
            return all;
        } catch (RedisException _) {
            return -1;
        }
    }

    private JsonNode mirror(String node) {
        return http.get(node, "/api/v1/mirror") instanceof Answered answered
                ? answered.body()
                : JsonNodeFactory.instance.objectNode();
    }

    private String state(String node) {
        return mirror(node).path("state").asString("");
    }

    private long restored(String node) {
        var restore = mirror(node).path("restore");
        return restore.path("done").asBoolean(false) ? restore.path("messages").asLong() : 0;
    }

    private long token(String owner) {
        var wish = Map.of("owner", owner, "ttl", "30s");
        var answer = decided(() -> http.post("n1", "/api/v1/locks/door/acquire", wish, key()));
        return Long.parseLong(answer.body().path("token").asString());
    }
}
