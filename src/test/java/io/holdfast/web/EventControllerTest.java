package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.EventFeed;
import io.holdfast.web.Http.Answer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EdgeTest
@Timeout(60)
class EventControllerTest {

    private final String lock = "lock-" + UUID.randomUUID();
    private final ReplicaConsensus consensus;
    private final Http http;

    EventControllerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
    }

    @Test
    void whatHappensIsToldInOrderAfterWhereOneBegan() {
        var since = http.get("/api/v1/events").string("last");
        var held = acquire("{\"owner\":\"alice\",\"lease\":\"1m\"}");
        release(held);

        var answer = http.get("/api/v1/events?prefix=" + lock + "&since=" + since);

        var events = answer.json().path("events");
        assertThat(events.size()).isEqualTo(2);
        assertThat(events.at("/0/type").asString()).isEqualTo("lock.granted");
        assertThat(events.at("/0/name").asString()).isEqualTo(lock);
        assertThat(events.at("/0/owner").asString()).isEqualTo("alice");
        assertThat(events.at("/0/token").asString()).isEqualTo(held.string("token"));
        assertThat(events.at("/1/type").asString()).isEqualTo("lock.released");
        assertThat(http.get("/api/v1/events?prefix=" + lock + "&since=" + answer.string("last"))
                        .json()
                        .path("events")
                        .size())
                .isZero();
    }

    @Test
    void typesAreChosen() {
        var since = http.get("/api/v1/events").string("last");
        release(acquire("{\"owner\":\"alice\"}"));

        var events = http.get("/api/v1/events?types=lock.released,deadlock&prefix=" + lock + "&since=" + since)
                .json()
                .path("events");

        assertThat(events.size()).isEqualTo(1);
        assertThat(events.at("/0/type").asString()).isEqualTo("lock.released");
    }

    @Test
    void aPageEndsWhereTheNextBegins() {
        var since = http.get("/api/v1/events").string("last");
        release(acquire("{\"owner\":\"alice\"}"));
        var path = "/api/v1/events?limit=1&prefix=" + lock + "&since=";

        var first = http.get(path + since);
        var second = http.get(path + first.string("last"));

        assertThat(first.json().at("/events/0/type").asString()).isEqualTo("lock.granted");
        assertThat(second.json().at("/events/0/type").asString()).isEqualTo("lock.released");
    }

    @Test
    void aLongPollIsAnsweredWhenSomethingHappens() throws Exception {
        var since = http.get("/api/v1/events").string("last");
        var polled = CompletableFuture.supplyAsync(
                () -> http.get("/api/v1/events?wait=30s&prefix=" + lock + "&since=" + since),
                Thread::startVirtualThread);

        acquire("{\"owner\":\"alice\"}");

        assertThat(polled.get(20, TimeUnit.SECONDS).json().at("/events/0/type").asString())
                .isEqualTo("lock.granted");
    }

    @Test
    void anImpossibleQuestionIsExplained() {
        assertThat(http.get("/api/v1/events?types=lock.stolen").detail())
                .startsWith("there are no events of type \"lock.stolen\"; there are ")
                .contains(" deadlock, ");
        assertThat(http.get("/api/v1/events?since=yesterday").status()).isEqualTo(400);
        assertThat(http.get("/api/v1/events?prefix=%20").status()).isEqualTo(400);
        assertThat(http.get("/api/v1/events?wait=2m").status()).isEqualTo(400);
        assertThat(http.get("/api/v1/events?limit=501").status()).isEqualTo(400);
    }

    @Test
    void whatIsNotKeptAnyMoreIsGone() {
        var since = http.get("/api/v1/events").string("last");
        var feed = consensus.events();
        var one = feed.after(feed.floor(), 1);
        acquire("{\"owner\":\"alice\"}");
        var event = feed.after(EventFeed.EventId.parse(since), 1).getFirst().event();
        assertThat(one).isNotNull();
        consensus.fillFeed(event, EventFeed.KEPT_MAX);

        var answer = http.get("/api/v1/events?since=" + since);

        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("events-compacted");
        assertThat(http.get("/api/v1/events?limit=1&since=" + answer.string("oldest"))
                        .json()
                        .path("events")
                        .size())
                .isEqualTo(1);
        assertThat(http.get("/api/v1/events?limit=1&since=oldest").status()).isEqualTo(200);
    }

    @Test
    void aStreamTellsAndIsResumed() throws Exception {
        var since = http.get("/api/v1/events").string("last");
        release(acquire("{\"owner\":\"alice\"}"));

        var first = stream("?prefix=" + lock + "&since=" + since, null, 1);
        var resumed = stream("?prefix=" + lock, idOf(first.getFirst()), 1);

        assertThat(first.getFirst()).contains("event: lock.granted").contains("\"owner\":\"alice\"");
        assertThat(resumed.getFirst()).contains("event: lock.released");
    }

    private static String idOf(String event) {
        return event.lines()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring(4);
    }

    /** The first events of a stream, which is then left. */
    private List<String> stream(String query, String lastEventId, int count) throws Exception {
        var request = http.request("/api/v1/events" + query).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(request.build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            var events = new ArrayList<String>();
            try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                var event = new StringBuilder();
                while (events.size() < count) {
                    var line = lines.readLine();
                    if (!line.isEmpty()) {
                        event.append(line).append('\n');
                    } else {
                        if (event.indexOf("data: ") >= 0) {
                            events.add(event.toString());
                        }
                        event.setLength(0);
                    }
                }
            }
            client.shutdownNow();
            return events;
        }
    }

    private Answer acquire(String body) {
        return http.post("/api/v1/locks/" + lock + "/acquire", body);
    }

    private void release(Answer held) {
        http.post(
                "/api/v1/locks/" + lock + "/release",
                "{\"session\":\"%s\",\"token\":\"%s\"}".formatted(held.string("session"), held.string("token")));
    }
}
