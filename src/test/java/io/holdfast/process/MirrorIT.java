package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.process.Reply.Answered;
import io.holdfast.testing.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
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
    private static final int SHARDS = 3;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    @TempDir
    private Path directory;

    private RedisServer redis;
    private ProcessCluster cluster;
    private HttpApi http;
    private Jobs jobs;

    @BeforeEach
    void open() throws IOException {
        redis = new RedisServer(directory);
        cluster = EVIDENCE.of(ProcessCluster.open(ClusterPlan.of("mirror", 3)
                .with("holdfast.mirror.queues", true)
                .with("spring.data.redis.port", redis.port())));
        http = new HttpApi(cluster::url, Duration.ofSeconds(10));
        jobs = new Jobs(http, QUEUE);
    }

    @AfterEach
    void close() {
        http.close();
        redis.close();
    }

    @Test
    void queuesOutliveAllNodes() throws IOException {
        jobs.define(Map.of("shards", SHARDS));
        var left = new TreeSet<>(jobs.send(5));
        left.removeAll(jobs.receive(2));
        redis.kill();
        left.addAll(jobs.send(3));
        left.removeAll(jobs.receive(1));
        redis.start();
        left.addAll(jobs.send(1));
        int expected = left.size();
        Await.until(PATIENCE, expected + " messages to be mirrored", this::mirrored, count -> count == expected);
        long token = token("before");

        cluster.names().forEach(cluster::kill);
        cluster.names().forEach(cluster::wipe);
        cluster.names().forEach(cluster::start);
        cluster.awaitReady();
        cluster.awaitLeader();

        assertThat(jobs.decided(key -> http.post("n2", QUEUE + "/receive", Map.of(), key))
                        .status())
                .isEqualTo(404);
        Await.until(PATIENCE, "the mirror to be another cluster's", () -> state("n1"), "foreign"::equals);
        assertThat(jobs.decided(key -> http.post("n1", "/api/v1/mirror/restore", Map.of(), key))
                        .status())
                .isEqualTo(202);
        Await.until(
                PATIENCE,
                "a node to have restored " + left.size(),
                () -> cluster.names().stream().mapToLong(this::restored).max().orElse(0),
                messages -> messages == left.size());
        Await.until(PATIENCE, "the mirror to be kept", () -> state("n1"), "keeping"::equals);
        assertThat(token("after")).isGreaterThan(token);
        assertThat(new TreeSet<>(jobs.receive(Integer.MAX_VALUE))).isEqualTo(left);
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
        var answer = jobs.decided(key -> http.post("n1", "/api/v1/locks/door/acquire", wish, key));
        return Long.parseLong(answer.body().path("token").asString());
    }
}
