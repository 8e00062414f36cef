package io.holdfast.queue.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.NoLeaderException;
import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import io.holdfast.web.ReplicaDataGroups;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EdgeTest
class QueueControllerTest {

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final ReplicaConsensus consensus;
    private final ReplicaDataGroups groups;
    private final Http http;
    private final String name = "defined-" + QUEUES.incrementAndGet();
    private final String queue = "/api/v1/queues/" + name;

    QueueControllerTest(
            @Autowired ReplicaConsensus consensus, @Autowired ReplicaDataGroups groups, @LocalServerPort int port) {
        this.consensus = consensus;
        this.groups = groups;
        http = new Http(port);
    }

    @BeforeEach
    @AfterEach
    void lead() {
        consensus.lead();
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).lead(true);
            groups.group(i).forget();
        }
    }

    @Test
    void aQueueIsCreatedWithDefaultsAndItsShardsAreTold() {
        var created = http.put(queue, "{\"shards\": \"auto\", \"ttl\": \"1d\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(queue);
        assertThat(created.header("ETag")).isEqualTo('"' + created.string("version") + '"');
        assertThat(created.json().path("shards").asInt()).isEqualTo(groups.count());
        assertThat(created.json().path("ttlMillis").asLong()).isEqualTo(86_400_000);
        assertThat(created.json().path("visibilityMillis").asLong()).isEqualTo(30_000);
        assertThat(created.json().path("pendingShards").size()).isZero();
        assertThat(http.get(queue + "/stats").json().path("unavailable").size()).isZero();
        assertThat(http.get(queue).json().path("onFailure").asString()).isEqualTo("block");
    }

    @Test
    void aPutReplacesAndKeepsWhatIsTheSame() {
        var first = http.put(queue, "{\"failuresMax\": 7, \"shards\": 2}");
        var same = http.put(queue, "{\"failuresMax\": 7}");
        var other = http.put(queue, "{}");

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.string("version")).isEqualTo(first.string("version"));
        assertThat(other.json().path("failuresMax").asInt()).isEqualTo(5);
        assertThat(other.json().path("shards").asInt()).isEqualTo(2);
        assertThat(other.string("version")).isNotEqualTo(first.string("version"));
        assertThat(other.string("birth")).isEqualTo(first.string("version"));
    }

    @Test
    void shardsAreFixed() {
        http.put(queue, "{\"shards\": 2}");

        var refused = http.put(queue, "{\"shards\": 3}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("shards-fixed");
    }

    @Test
    void conditionsAreHeldTo() {
        assertThat(http.put(queue, "{}", "If-Match", "*").status()).isEqualTo(412);
        var created = http.put(queue, "{}", "If-None-Match", "*");
        assertThat(created.status()).isEqualTo(201);
        assertThat(http.put(queue, "{}", "If-None-Match", "*").code()).isEqualTo("version-differs");

        var changed = http.put(queue, "{\"failuresMax\": 1}", "If-Match", created.header("ETag"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(http.put(queue, "{}", "If-Match", created.header("ETag")).status())
                .isEqualTo(412);
        assertThat(http.delete(queue, "If-Match", created.header("ETag")).status())
                .isEqualTo(412);
        assertThat(http.put(queue, "{}", "If-Match", "*").status()).isEqualTo(200);
        assertThat(http.delete(queue, "If-Match", "*").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"shards\": 65}|shards is 1 to 64, not 65",
                "{\"shards\": 0}|shards is 1 to 64, not 0",
                "{\"shards\": \"many\"}|\"shards\" is a number or \"auto\"",
                "{\"visibility\": \"500ms\"}|visibility is 1000 to 43200000, not 500",
                "{\"onFailure\": \"ignore\"}|\"onFailure\" is one of block, skip, bury-group, not \"ignore\"",
                "{\"backoff\": \"10s\", \"backoffMax\": \"1s\"}|backoffMax is 10000 to 86400000, not 1000",
                "{\"ttl\": \"soon\"}|\"ttl\" is not a duration: \"soon\"; write 500ms, 30s, 2m, 1h, 1d, or ISO-8601 such as PT30S"
            })
    void whatMakesNoSenseIsRefused(String body, String detail) {
        var refused = http.put(queue, body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.detail()).isEqualTo(detail);
    }

    @Test
    void queuesAreListedByPrefixPageByPage() {
        http.put(queue + ".b", "{}");
        http.put(queue + ".a", "{}");

        var first = http.get("/api/v1/queues?limit=1&prefix=" + name + ".");
        var second = http.get("/api/v1/queues?limit=1&prefix=" + name + ".&cursor=" + first.string("cursor"));

        assertThat(first.json().at("/queues/0/queue").asString()).isEqualTo(name + ".a");
        assertThat(second.json().at("/queues/0/queue").asString()).isEqualTo(name + ".b");
    }

    @Test
    void aDeletedQueueIsGoneAndItsSuccessorIsEmpty() {
        http.put(queue, "{}");
        http.post(queue + "/messages", "{}");

        assertThat(http.delete(queue).string("state")).isEqualTo("DELETED");
        assertThat(http.delete(queue).code()).isEqualTo("queue-unknown");
        assertThat(http.get(queue).code()).isEqualTo("queue-unknown");
        assertThat(http.post(queue + "/receive", "{}").code()).isEqualTo("queue-unknown");
        http.put(queue, "{}");
        assertThat(http.post(queue + "/receive", "{}").status()).isEqualTo(204);
    }

    @Test
    void shardsThatCannotBeReachedAreNamedAndLearnItBeforeTheyDoAnything() {
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).failNext(() -> new NoLeaderException("nobody leads"));
        }

        var created = http.put(queue, "{\"shards\": 3}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("pendingShards").size()).isEqualTo(3);
        assertThat(http.post(queue + "/messages", "{}").status()).isEqualTo(201);
    }

    @Test
    void definitionsAreTheLeadersAndMessagesAreNot() {
        http.put(queue, "{}");
        consensus.follow(ReplicaConsensus.N2);

        assertThat(http.put(queue, "{}").code()).isEqualTo("not-leader");
        assertThat(http.delete(queue).code()).isEqualTo("not-leader");
        assertThat(http.post(queue + "/messages", "{}").status()).isEqualTo(201);
        assertThat(http.post(queue + "/receive", "{}").status()).isEqualTo(200);
        assertThat(http.get(queue).status()).isEqualTo(200);
    }
}
