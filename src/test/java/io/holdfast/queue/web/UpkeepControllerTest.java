package io.holdfast.queue.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.NoLeaderException;
import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import io.holdfast.web.ReplicaDataGroups;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What those do who look after queues. */
@EdgeTest
class UpkeepControllerTest {

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final ReplicaConsensus consensus;
    private final ReplicaDataGroups groups;
    private final Http http;
    private final String name = "kept-" + QUEUES.incrementAndGet();
    private final String queue = "/api/v1/queues/" + name;

    UpkeepControllerTest(
            @Autowired ReplicaConsensus consensus, @Autowired ReplicaDataGroups groups, @LocalServerPort int port) {
        this.consensus = consensus;
        this.groups = groups;
        http = new Http(port);
    }

    @BeforeEach
    void create() {
        settle();
        http.put(queue, "{\"shards\": 3}");
    }

    @AfterEach
    void settle() {
        consensus.lead();
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).forget();
        }
    }

    private void send(int messages, String more) {
        var batch = IntStream.range(0, messages)
                .mapToObj(i -> "{\"body\": " + i + more + "}")
                .collect(Collectors.joining(",", "{\"messages\": [", "]}"));
        assertThat(http.post(queue + "/messages/batch", batch)
                        .json()
                        .path("refused")
                        .asInt())
                .isZero();
    }

    private void bury(int messages) {
        send(messages, "");
        var dead = http.post(queue + "/receive", "{\"max\": " + messages + "}")
                .json()
                .path("messages")
                .valueStream()
                .map(message -> "{\"receipt\": " + message.path("receipt") + ", \"reason\": \"no order\"}")
                .collect(Collectors.joining(","));
        http.post(queue + "/settle", "{\"dead\": [" + dead + "]}");
    }

    private Http.Answer patch(String path, String body) {
        return http.send(
                http.request(path, "Content-Type", "application/json").method("PATCH", BodyPublishers.ofString(body)));
    }

    private int count(String state) {
        return http.get(queue + "/stats").json().path(state).asInt();
    }

    @Test
    void aLookGoesThroughAllShardsAndChangesNothing() {
        send(25, "");
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            var page = http.get(queue + "/messages?limit=4&cursor=" + cursor);
            page.json()
                    .path("messages")
                    .forEach(message -> seen.add(message.path("id").asString()));
            cursor = page.string("cursor");
        } while (cursor != null);

        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(count("ready")).isEqualTo(25);
        var bodies = http.get(queue + "/messages?bodies=true").json().path("messages");
        assertThat(bodies.size()).isEqualTo(10);
        assertThat(bodies.at("/0/body").isNumber()).isTrue();
        assertThat(http.get(queue + "/messages?bodies=true&limit=11").status()).isEqualTo(400);
        assertThat(http.get(queue + "/messages?state=odd").status()).isEqualTo(400);
        assertThat(http.get(queue + "/messages?cursor=eHh4").status()).isEqualTo(400);
    }

    @Test
    void aLookCanBeAtOneGroupAndOneState() {
        send(2, ", \"group\": \"a\"");
        send(1, ", \"group\": \"b\", \"delay\": \"1h\"");

        assertThat(http.get(queue + "/messages?group=a").json().path("messages").size())
                .isEqualTo(2);
        assertThat(http.get(queue + "/messages?group=a&state=delayed")
                        .json()
                        .path("messages")
                        .size())
                .isZero();
        assertThat(http.get(queue + "/messages?state=delayed")
                        .json()
                        .at("/messages/0/group")
                        .asString())
                .isEqualTo("b");
    }

    @Test
    void groupsAreListedInTheirOrder() {
        List.of("c", "a", "d", "b").forEach(group -> send(1, ", \"group\": \"" + group + "\""));

        var first = http.get(queue + "/groups?limit=3");
        var second = http.get(queue + "/groups?limit=3&cursor=" + first.string("cursor"));

        assertThat(first.json()
                        .path("groups")
                        .valueStream()
                        .map(one -> one.path("group").asString()))
                .containsExactly("a", "b", "c");
        assertThat(second.json().at("/groups/0/group").asString()).isEqualTo("d");
        assertThat(second.string("cursor")).isNull();
        assertThat(http.get(queue + "/groups?limit=0").status()).isEqualTo(400);
    }

    @Test
    void aMessageIsRescheduledAndCancelled() {
        var id = http.post(queue + "/messages?delay=1h", "{}").string("id");
        var message = queue + "/messages/" + id;

        assertThat(patch(message, "{\"delay\": \"0s\", \"priority\": 3}").string("state"))
                .isEqualTo("RESCHEDULED");
        assertThat(http.get(message).string("state")).isEqualTo("ready");
        assertThat(http.get(message).json().path("priority").asInt()).isEqualTo(3);
        assertThat(patch(message, "{}").status()).isEqualTo(400);
        assertThat(http.delete(message).string("state")).isEqualTo("CANCELLED");
        assertThat(http.delete(message).code()).isEqualTo("message-unknown");
        assertThat(http.get(message).code()).isEqualTo("message-unknown");
        assertThat(http.get(queue + "/messages/9-1").code()).isEqualTo("message-unknown");
        assertThat(http.get(queue + "/messages/x").status()).isEqualTo(400);
    }

    @Test
    void whatSomebodyHasOrWhatIsDeadIsLeftAlone() {
        bury(1);
        var dead = http.get(queue + "/messages?state=dead")
                .json()
                .at("/messages/0/id")
                .asString();
        send(1, ", \"group\": \"g\"");
        var grouped = http.get(queue + "/messages?group=g")
                .json()
                .at("/messages/0/id")
                .asString();

        assertThat(patch(queue + "/messages/" + dead, "{\"delay\": \"1s\"}").code())
                .isEqualTo("message-dead");
        assertThat(patch(queue + "/messages/" + grouped, "{\"priority\": 1}").code())
                .isEqualTo("message-grouped");
        http.post(queue + "/receive", "{}");
        assertThat(patch(queue + "/messages/" + grouped, "{\"delay\": \"1s\"}").code())
                .isEqualTo("message-in-flight");
        assertThat(http.delete(queue + "/messages/" + grouped).code()).isEqualTo("message-in-flight");
        assertThat(http.delete(queue + "/messages/" + dead).status()).isEqualTo(200);
    }

    @Test
    void aPurgeForgetsWhatIsNamed() {
        bury(3);
        send(20, ", \"delay\": \"1h\"");
        send(10, "");
        http.post(queue + "/receive", "{}");

        assertThat(http.post(queue + "/purge", "{\"states\": [\"dead\"], \"olderThan\": \"1h\"}")
                        .json()
                        .path("purged")
                        .asInt())
                .isZero();
        assertThat(http.post(queue + "/purge", "{\"states\": [\"dead\"]}")
                        .json()
                        .path("purged")
                        .asInt())
                .isEqualTo(3);
        var rest = http.send(http.request(queue + "/purge").POST(BodyPublishers.noBody()));
        assertThat(rest.json().path("purged").asInt()).isEqualTo(29);
        assertThat(rest.json().path("more").asBoolean()).isFalse();
        assertThat(count("inFlight")).isEqualTo(1);
        assertThat(http.post(queue + "/purge", "{\"states\": [\"gone\"]}").status())
                .isEqualTo(400);
    }

    @Test
    void aRepeatedPurgeForgetsNothingNew() {
        send(5, "");
        var first = http.post(queue + "/purge", "{}", "Idempotency-Key", queue);
        send(5, "");

        var again = http.post(queue + "/purge", "{}", "Idempotency-Key", queue);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(count("ready")).isEqualTo(5);
    }

    @Test
    void aQueueStopsAndGoesOn() {
        assertThat(http.post(queue + "/pause", "{\"send\": true}")
                        .json()
                        .path("receivingPaused")
                        .asBoolean())
                .isFalse();
        assertThat(http.post(queue + "/messages", "{}").code()).isEqualTo("queue-paused");

        http.send(http.request(queue + "/pause").POST(BodyPublishers.noBody()));
        assertThat(http.post(queue + "/receive", "{}").code()).isEqualTo("queue-paused");
        assertThat(http.get(queue + "/stats").json().path("sendingPaused").asBoolean())
                .isTrue();

        http.send(http.request(queue + "/resume").POST(BodyPublishers.noBody()));
        assertThat(http.post(queue + "/messages", "{}").status()).isEqualTo(201);
    }

    @Test
    void aPauseEndsByItself() {
        http.post(queue + "/pause", "{\"for\": \"1m\"}");
        assertThat(http.get(queue + "/stats")
                        .json()
                        .path("pauseRemainingMillis")
                        .asLong())
                .isBetween(1L, 60_000L);

        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).pass(Duration.ofMinutes(2));
        }

        assertThat(http.post(queue + "/messages", "{}").status()).isEqualTo(201);
    }

    @Test
    void theDeadAreBroughtBack() {
        bury(9);

        var begun = http.send(http.request(queue + "/redrive").POST(BodyPublishers.noBody()));

        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        assertThat(begun.header("Location")).isEqualTo(queue + "/redrive");
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).pass(Duration.ofSeconds(10));
        }
        assertThat(count("dead")).isZero();
        assertThat(count("ready")).isEqualTo(9);
        assertThat(http.get(queue + "/redrive").code()).isEqualTo("redrive-unknown");
        assertThat(http.delete(queue + "/redrive").code()).isEqualTo("redrive-unknown");
    }

    @Test
    void oneRedriveAtATimeAndItCanBeEnded() {
        bury(12);
        var first = http.post(queue + "/redrive", "{\"perSecond\": 3, \"reason\": \"no\"}", "Idempotency-Key", queue);
        var again = http.post(queue + "/redrive", "{\"perSecond\": 3, \"reason\": \"no\"}", "Idempotency-Key", queue);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(http.post(queue + "/redrive", "{}").code()).isEqualTo("redrive-busy");
        assertThat(http.get(queue + "/redrive").string("task")).isEqualTo(first.string("task"));
        // A shard that had one is done with it at once.
        assertThat(http.get(queue + "/redrive").json().path("total").asInt()).isBetween(2, 12);
        assertThat(http.delete(queue + "/redrive").string("state")).isEqualTo("CANCELLED");
        assertThat(count("dead")).isPositive();
    }

    @Test
    void whatHappenedIsCounted() {
        bury(2);
        send(1, "");

        var stats = http.get(queue + "/stats").json();

        assertThat(stats.at("/counts/sent").asInt()).isEqualTo(3);
        assertThat(stats.at("/counts/buried").asInt()).isEqualTo(2);
        assertThat(stats.path("shards").size()).isEqualTo(3);
        assertThat(stats.at("/shards/0/leader").asString()).isEqualTo("n1");
    }

    @Test
    void statsWithoutAShardSaySo() {
        int first = 0;
        groups.group(first).failNext(() -> new NoLeaderException("nobody leads"));

        var some = http.get(queue + "/stats");
        assertThat(some.status()).isEqualTo(200);
        assertThat(some.json().path("unavailable").size()).isEqualTo(1);

        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).failNext(() -> new NoLeaderException("nobody leads"));
        }
        assertThat(http.get(queue + "/stats").code()).isEqualTo("no-leader");
    }

    @Test
    void whatHappensToMessagesIsToldInTheFeedOfTheirGroup() {
        var created = http.get("/api/v1/events?since=oldest&types=queue.created&prefix=" + name);
        assertThat(created.json().at("/events/0/name").asString()).isEqualTo(name);
        bury(3);

        var dead = IntStream.range(0, groups.count())
                .mapToObj(i ->
                        http.get("/api/v1/events?since=oldest&types=message.dead&prefix=" + name + "&group=data-" + i))
                .mapToInt(answer -> answer.json().path("events").size())
                .sum();

        assertThat(dead).isEqualTo(3);
        assertThat(http.get("/api/v1/events?group=data-9").status()).isEqualTo(400);
    }
}
