package io.holdfast.queue.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.core.Guard;
import io.holdfast.core.Request;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.Shard;
import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import io.holdfast.web.ReplicaDataGroups;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@EdgeTest
class MessageControllerTest {

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final ReplicaConsensus consensus;
    private final ReplicaDataGroups groups;
    private final Http http;
    private final String queue = "/api/v1/queues/sent-" + QUEUES.incrementAndGet();

    MessageControllerTest(
            @Autowired ReplicaConsensus consensus, @Autowired ReplicaDataGroups groups, @LocalServerPort int port) {
        this.consensus = consensus;
        this.groups = groups;
        http = new Http(port);
    }

    @BeforeEach
    void create() {
        settle();
        http.put(queue, "{}");
    }

    @AfterEach
    void settle() {
        consensus.lead();
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).lead(true);
            groups.group(i).forget();
        }
    }

    private JsonNode received() {
        var answer = http.post(queue + "/receive", "{}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().at("/messages/0");
    }

    private Http.Answer send(String type, byte[] body, String query, String... headers) {
        var request = http.request(queue + "/messages" + query, headers);
        if (type != null) {
            request.header("Content-Type", type);
        }
        return http.send(request.POST(BodyPublishers.ofByteArray(body)));
    }

    @Test
    void aMessageIsReceivedAsItWasSent() {
        var sent = http.post(
                queue + "/messages",
                "{\"to\": \"alice\", \"price\": 1.10}",
                "Holdfast-Attribute-Tenant",
                "acme",
                "Holdfast-Group",
                "orders");

        var answer = http.post(queue + "/receive", "{}");

        assertThat(sent.status()).isEqualTo(201);
        assertThat(sent.header("Location")).isEqualTo(queue + "/messages/" + sent.string("id"));
        assertThat(sent.header("Idempotency-Key")).isNotNull();
        assertThat(answer.text()).contains("\"body\":{\"to\":\"alice\",\"price\":1.10}");
        var message = answer.json().at("/messages/0");
        assertThat(message.path("id").asString()).isEqualTo(sent.string("id"));
        assertThat(message.path("group").asString()).isEqualTo("orders");
        assertThat(message.path("contentType").asString()).isEqualTo("application/json");
        assertThat(message.at("/attributes/tenant").asString()).isEqualTo("acme");
        assertThat(message.path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    void bodiesOfAnyKindAreKept() {
        send("text/plain", "grüß".getBytes(StandardCharsets.UTF_8), "");
        assertThat(received().path("body").asString()).isEqualTo("grüß");

        send("image/png", new byte[] {0, -1}, "");
        var octets = received();
        assertThat(octets.path("body").asString()).isEqualTo("AP8=");
        assertThat(octets.path("bodyEncoding").asString()).isEqualTo("base64");

        send("application/json", "{broken".getBytes(StandardCharsets.UTF_8), "");
        assertThat(received().path("bodyEncoding").asString()).isEqualTo("base64");

        send(null, new byte[0], "");
        assertThat(received().path("contentType").asString()).isEqualTo("application/octet-stream");
    }

    @Test
    void theQuerySaysWhatHeadersDoNot() {
        var sent = send("text/plain", new byte[] {'x'}, "?priority=9&attribute.Tenant=acme&ttl=1h");
        var urgent = send("text/plain", new byte[] {'y'}, "?priority=1", "Holdfast-Priority", "8");

        assertThat(sent.status()).isEqualTo(201);
        var first = received();
        assertThat(first.path("priority").asInt()).isEqualTo(9);
        assertThat(first.at("/attributes/tenant").asString()).isEqualTo("acme");
        assertThat(received().path("id").asString()).isEqualTo(urgent.string("id"));
    }

    @Test
    void aMessageWaitsForItsTime() {
        send("text/plain", new byte[] {'x'}, "?delay=1h");
        send(
                "text/plain",
                new byte[] {'y'},
                "",
                "Holdfast-Deliver-At",
                Instant.now().plusSeconds(7_200).toString());
        send("text/plain", new byte[] {'z'}, "?deliverAt=2001-01-01T00:00:00Z");

        assertThat(received().path("body").asString()).isEqualTo("z");
        assertThat(http.post(queue + "/receive", "{}").status()).isEqualTo(204);
        var delayed = http.get(queue + "/messages?state=delayed").json().path("messages");
        assertThat(delayed.size()).isEqualTo(2);
        assertThat(delayed.at("/1/remainingMillis").asLong()).isBetween(7_100_000L, 7_200_000L);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(send("text/plain", new byte[] {'x'}, "?priority=10").status())
                .isEqualTo(400);
        assertThat(send("text/plain", new byte[] {'x'}, "?priority=1&group=g").status())
                .isEqualTo(400);
        assertThat(send("text/plain", new byte[] {'x'}, "?delay=1s&deliverAt=2030-01-01T00:00:00Z")
                        .detail())
                .contains("say the same");
        assertThat(send("text/plain", new byte[] {'x'}, "?deliverAt=tomorrow").status())
                .isEqualTo(400);
        assertThat(send("text/plain", new byte[] {'x'}, "", "Holdfast-Attribute-a!", "x")
                        .status())
                .isEqualTo(400);
        assertThat(http.post("/api/v1/queues/nobodys/messages", "{}").code()).isEqualTo("queue-unknown");
    }

    @Test
    void aDuplicateIsToldAndAnotherMessageUnderItsIdRefused() {
        var first = http.post(queue + "/messages", "{\"n\": 1}", "Holdfast-Deduplication-Id", "order-1");
        var again = http.post(queue + "/messages", "{\"n\": 1}", "Holdfast-Deduplication-Id", "order-1");
        var other = http.post(queue + "/messages", "{\"n\": 2}", "Holdfast-Deduplication-Id", "order-1");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("duplicate").asBoolean()).isTrue();
        assertThat(again.string("id")).isEqualTo(first.string("id"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("deduplication-id-reused");
    }

    @Test
    void theSameKeySendsOnceAndHeadersBelongToTheRequest() {
        var first = http.post(queue + "/messages", "{}", "Idempotency-Key", queue, "Holdfast-Attribute-n", "1");
        var again = http.post(queue + "/messages", "{}", "Idempotency-Key", queue, "Holdfast-Attribute-n", "1");
        var other = http.post(queue + "/messages", "{}", "Idempotency-Key", queue, "Holdfast-Attribute-n", "2");

        assertThat(again.string("id")).isEqualTo(first.string("id"));
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
        assertThat(http.get(queue + "/stats").json().path("ready").asInt()).isEqualTo(1);
    }

    @Test
    void aMessageGoesToAShardThatThisNodeLeads() {
        http.put(queue + "-wide", "{\"shards\": 6}");
        groups.group(0).lead(false);
        groups.group(1).lead(false);

        var ids = IntStream.range(0, 20)
                .mapToObj(_ -> http.post(queue + "-wide/messages", "{}").string("id"))
                .toList();

        var shards = http.get(queue + "-wide/stats").json().path("shards");
        shards.forEach(shard -> {
            boolean led = shard.path("group").asString().equals("data-2");
            assertThat(shard.path("ready").asInt() > 0).isEqualTo(led);
        });
        assertThat(new HashSet<>(ids)).hasSize(20);
    }

    @Test
    void fullIsFull() {
        http.put(queue, "{\"messagesMax\": 1}");
        http.post(queue + "/messages", "{}");

        var refused = http.post(queue + "/messages", "{}");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("queue-full");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void aBodyHasALimit() {
        int limit = 256 * 1_024;

        assertThat(send("text/plain", new byte[limit], "").status()).isEqualTo(201);
        var refused = send("text/plain", new byte[limit + 1], "");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().path("limitBytes").asInt()).isEqualTo(limit);
        assertThat(send("text/plain", new byte[1_024 * 1_024 + 1], "").code()).isEqualTo("body-too-large");
    }

    @Test
    void aCloudEventIsKeptInWhicheverModeItComes() {
        var binary = send(
                "application/json",
                "{\"n\": 1}".getBytes(StandardCharsets.UTF_8),
                "",
                "ce-specversion",
                "1.0",
                "ce-id",
                "7",
                "ce-source",
                "/shop",
                "ce-type",
                "order.placed",
                "ce-subject",
                "caf%C3%A9",
                "ce-partitionkey",
                "carol");
        var structured = send("application/cloudevents+json", """
                {"specversion": "1.0", "id": "7", "source": "/shop", "type": "order.placed", "subject": "café",
                 "partitionkey": "carol", "datacontenttype": "application/json", "data": {"n": 1}}""".getBytes(StandardCharsets.UTF_8), "");

        assertThat(binary.status()).as(binary.text()).isEqualTo(201);
        assertThat(structured.json().path("duplicate").asBoolean())
                .as(structured.text())
                .isFalse();
    }

    @Test
    void aCloudEventHasItsAttributesAndItsData() {
        send("application/cloudevents+json", """
                {"specversion": "1.0", "id": "8", "source": "/shop", "type": "order.placed", "subject": "café",
                 "partitionkey": "carol", "data_base64": "AP8=", "datacontenttype": "image/png"}""".getBytes(StandardCharsets.UTF_8), "");

        var raw = http.send(http.request(queue + "/receive?raw=true").POST(BodyPublishers.noBody()));

        assertThat(raw.status()).isEqualTo(200);
        assertThat(raw.header("Content-Type")).isEqualTo("image/png");
        assertThat(raw.header("ce-id")).isEqualTo("8");
        assertThat(raw.header("ce-subject")).isEqualTo("caf%C3%A9");
        assertThat(raw.header("Holdfast-Group")).isEqualTo("carol");
        assertThat(send("application/cloudevents+json", "{\"id\": \"9\"}".getBytes(StandardCharsets.UTF_8), "")
                        .detail())
                .isEqualTo("a CloudEvent has the attribute \"specversion\"");
    }

    @Test
    void aBatchTellsOfEach() {
        http.put(queue, "{\"messagesMax\": 2}");

        var sent = http.post(queue + "/messages/batch", """
                {"messages": [
                  {"body": {"n": 1}, "deduplicationId": "a"},
                  {"body": {"n": 1}, "deduplicationId": "a"},
                  {"body": {"n": 2}, "deduplicationId": "a"},
                  {"text": "x", "group": "g", "attributes": {"A": "1"}},
                  {"base64": "AP8="}]}""");

        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        var codes = sent.json()
                .path("messages")
                .valueStream()
                .map(one -> one.path("status").asInt() + one.path("code").asString(""))
                .toList();
        assertThat(codes).containsExactly("201", "200", "422deduplication-id-reused", "201", "429queue-full");
        assertThat(sent.json().path("accepted").asInt()).isEqualTo(3);
        assertThat(sent.json().path("refused").asInt()).isEqualTo(2);
    }

    @Test
    void aBatchIsSentOnceHoweverOftenItIsRepeated() {
        http.put(queue + "-spread", "{\"shards\": 6}");
        var messages = IntStream.range(0, 50)
                .mapToObj(i -> "{\"body\": " + i + "}")
                .collect(Collectors.joining(",", "{\"messages\": [", "]}"));
        groups.group(1).failNext(() -> new OutcomeUnknownException("it is not known"));

        var first = http.post(queue + "-spread/messages/batch", messages, "Idempotency-Key", queue + "b");
        var again = http.post(queue + "-spread/messages/batch", messages, "Idempotency-Key", queue + "b");
        var third = http.post(queue + "-spread/messages/batch", messages, "Idempotency-Key", queue + "b");

        assertThat(first.text())
                .contains("\"status\":201")
                .contains("\"status\":504")
                .contains("outcome-unknown");
        assertThat(again.json().path("accepted").asInt()).isEqualTo(50);
        assertThat(third.text()).isEqualTo(again.text());
        assertThat(third.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(http.get(queue + "-spread/stats").json().path("ready").asInt())
                .isEqualTo(50);
    }

    @Test
    void linesAndBatchesOfEventsAreBatchesToo() {
        var lines = http.send(http.request(queue + "/messages/batch", "Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString("{\"body\": 1}\n\n{\"text\": \"two\"}\r\n")));
        var events =
                http.send(http.request(queue + "/messages/batch", "Content-Type", "application/cloudevents-batch+json")
                        .POST(BodyPublishers.ofString("""
                                [{"specversion": "1.0", "id": "1", "source": "/s", "type": "t", "data": 1},
                                 {"specversion": "1.0", "id": "1", "source": "/s", "type": "t", "data": 1}]""")));

        assertThat(lines.json().path("accepted").asInt()).as(lines.text()).isEqualTo(2);
        assertThat(events.json().at("/messages/1/duplicate").asBoolean())
                .as(events.text())
                .isTrue();
    }

    @Test
    void batchesHaveLimits() {
        var many = IntStream.rangeClosed(0, 100)
                .mapToObj(i -> "{\"body\": " + i + "}")
                .collect(Collectors.joining(",", "{\"messages\": [", "]}"));
        var large = IntStream.range(0, 9)
                .mapToObj(_ -> "{\"text\": \"" + "x".repeat(250 * 1_024) + "\"}")
                .collect(Collectors.joining(",", "{\"messages\": [", "]}"));

        assertThat(http.post(queue + "/messages/batch", many).detail()).contains("1 to 100");
        assertThat(http.post(queue + "/messages/batch", "{\"messages\": []}").status())
                .isEqualTo(400);
        assertThat(http.post(queue + "/messages/batch", large).status()).isEqualTo(413);
        assertThat(http.post(queue + "/messages/batch", "{\"messages\": [{\"body\": 1, \"text\": \"x\"}]}")
                        .detail())
                .contains("one of");
        assertThat(http.post(queue + "/messages/batch", "{\"messages\": [{\"base64\": \"?\"}]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void withoutALeaderNothingIsTaken() {
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).failNext(() -> new NoLeaderException("nobody leads"));
        }

        var refused = http.post(queue + "/messages", "{}");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("no-leader");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void whatMayHaveHappenedIsSaidSo() {
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).failNext(() -> new OutcomeUnknownException("it is not known"));
        }

        var unknown = http.post(queue + "/messages", "{}", "Idempotency-Key", queue + "u");

        assertThat(unknown.status()).isEqualTo(504);
        assertThat(unknown.string("idempotencyKey")).isEqualTo(queue + "u");
    }

    @Test
    void aTokenThatIsNotTheCurrentOneSendsNothing() {
        var lock = queue.substring(queue.lastIndexOf('/') + 1);
        var held = http.post("/api/v1/locks/" + lock + "/acquire", "{\"owner\": \"alice\", \"ttl\": \"1m\"}");
        var guard = "lock=" + lock + ";token=";

        var sent = http.post(queue + "/messages", "{}", "If-Fence", guard + held.string("token"));
        var made = http.post(queue + "/messages", "{}", "If-Fence", guard + "9223372036854775807");
        var stale = http.post(queue + "/messages", "{}", "If-Fence", guard + "0");

        assertThat(sent.status()).as(sent.text()).isEqualTo(201);
        assertThat(made.status()).isEqualTo(412);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.code()).isEqualTo("guard-failed");
        assertThat(http.get(queue + "/stats").json().path("ready").asInt()).isEqualTo(1);
    }

    /** The next holder's token has come to the shard between the look at the lock and the step in the log. */
    @Test
    void aTokenThatTheShardHasSeenPassedIsRefusedThere() {
        var lock = queue.substring(queue.lastIndexOf('/') + 1);
        var held = http.post("/api/v1/locks/" + lock + "/acquire", "{\"owner\": \"alice\", \"ttl\": \"1m\"}");
        long token = Long.parseLong(held.string("token"));
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i)
                    .submit(new Request(
                            null,
                            0,
                            null,
                            new Guard(lock, token + 1),
                            new QueueCommand.Pause(new Shard(new QueueName(lock), 0), false, false, 0)));
        }

        var late = http.post(queue + "/messages", "{}", "If-Fence", "lock=" + lock + ";token=" + token);

        assertThat(late.code()).isEqualTo("guard-failed");
    }
}
