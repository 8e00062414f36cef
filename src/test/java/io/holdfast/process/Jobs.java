package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A client of one queue, which sends and receives in batches and repeats a request until it is decided. */
final class Jobs {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int BATCH = 100;

    private final HttpApi http;
    private final String queue;
    private int requests;
    private int sent;

    /** @param queue its path */
    Jobs(HttpApi http, String queue) {
        this.http = http;
        this.queue = queue;
    }

    Answered decided(Function<String, Reply> request) {
        var key = "jobs-" + requests++;
        return (Answered) Await.until(PATIENCE, "an answer", () -> request.apply(key), Answered.class::isInstance);
    }

    void define(Map<String, ?> settings) {
        assertThat(decided(key -> http.put("n1", queue, settings, key)).status() / 100)
                .isEqualTo(2);
    }

    /** So many batches; returns their bodies. */
    List<String> send(int batches) {
        return send(batches, BATCH, "");
    }

    /** So many batches of so many messages, each with this behind its name; returns the names. */
    List<String> send(int batches, int size, String filling) {
        var names = new ArrayList<String>();
        for (int batch = 0; batch < batches; batch++) {
            var drafts = new ArrayList<Map<String, ?>>();
            for (int i = 0; i < size; i++) {
                var name = "message " + sent++;
                names.add(name);
                var body = name + filling;
                drafts.add(i % 2 == 0 ? Map.of("body", body) : Map.of("body", body, "group", "g" + i % 7));
            }
            var answer = decided(key -> http.post("n1", queue + "/messages/batch", Map.of("messages", drafts), key));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().path("messages"))
                    .allSatisfy(one -> assertThat(one.path("status").asInt()).isEqualTo(201));
        }
        return names;
    }

    /** Receives and acknowledges, until it was so many times or nothing is left; returns the bodies. */
    List<String> receive(int turns) {
        var bodies = new ArrayList<String>();
        for (int turn = 0; turn < turns; turn++) {
            var wish = Map.of("max", BATCH, "visibility", "60s", "wait", "1s");
            var answer = decided(key -> http.post("n2", queue + "/receive", wish, key));
            if (answer.status() == 204) {
                return bodies;
            }
            assertThat(answer.status()).isEqualTo(200);
            var acks = new ArrayList<String>();
            for (JsonNode message : answer.body().path("messages")) {
                bodies.add(message.path("body").asString());
                acks.add(message.path("receipt").asString());
            }
            assertThat(decided(key -> http.post("n2", queue + "/settle", Map.of("acks", acks), key))
                            .status())
                    .isEqualTo(200);
        }
        return bodies;
    }
}
