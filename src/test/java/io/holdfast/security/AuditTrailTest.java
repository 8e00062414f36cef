package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is noted of requests, and what is not. */
@SecuredTest
class AuditTrailTest {

    /** Of this process: a trail is chained, and another one would break the chain. */
    private static final Path FILES = Path.of(
            "target/audit-of-tests", Long.toString(ProcessHandle.current().pid()));

    private final Http http;
    private final String lock = "lock-" + UUID.randomUUID();
    private Tenant admin;

    AuditTrailTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        consensus.lead();
        http = new Http(port);
    }

    @BeforeEach
    void begin() {
        admin = Tenant.admin(http);
    }

    @Test
    void aMutationIsNotedWithWhoAndWhat() {
        var writer = admin.with("writer");

        var body = "{\"owner\":\"not-for-the-trail\"}";
        writer.post("/api/v1/locks/" + lock + "/acquire", body, "Idempotency-Key", "take-" + lock);

        var line = lineWith("name=" + lock);
        assertThat(line.path("operation").asString()).isEqualTo("acquireLock");
        assertThat(line.path("principal").asString()).isEqualTo(writer.principal());
        assertThat(line.path("key").asString()).isEqualTo(writer.key());
        assertThat(line.path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(line.path("request").asString()).isEqualTo("take-" + lock);
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.toString())
                .doesNotContain("not-for-the-trail")
                .doesNotContain(writer.token().substring(20));
    }

    @Test
    void aMutationIsNotedWithTheStepThatDecidedIt() {
        var path = "/api/v1/locks/" + lock + "/acquire";
        var held = admin.post(path, "{\"owner\":\"a\"}", "Idempotency-Key", "first-" + lock);
        admin.post(path, "{\"owner\":\"a\"}", "Idempotency-Key", "first-" + lock);
        admin.post(path, "{\"owner\":\"b\"}", "Idempotency-Key", "second-" + lock);

        assertThat(lineWith("second-" + lock).path("status").asInt()).isEqualTo(409);
        assertThat(lineWith("second-" + lock).path("sequence").asString())
                .startsWith("coordination=")
                .isNotEqualTo(step(held));
        assertThat(all().stream().filter(line -> line.contains("first-" + lock)))
                .as("a repetition was decided where the first was")
                .hasSize(2)
                .allMatch(line -> line.contains("\"sequence\":\"" + step(held) + "\""));
    }

    /** A token of a lock is the number of the step that granted it. */
    private static String step(Http.Answer held) {
        return "coordination=" + held.string("token");
    }

    @Test
    void aMutationOfAQueueIsNotedWithTheStepOfItsGroup() {
        admin.put("/api/v1/queues/" + lock, "{}");

        admin.post("/api/v1/queues/" + lock + "/messages", "{}", "Idempotency-Key", "send-" + lock);

        assertThat(lineWith("send-" + lock).path("sequence").asString()).matches("data-\\d+=\\d+");
    }

    @Test
    void namesInABodyAreNoted() {
        admin.post("/api/v1/locks/acquire-all", """
                {"owner": "a", "locks": [{"name": "%s"}, {"name": "%s-2"}]}""".formatted(lock, lock));

        assertThat(lineWith(lock + "-2").path("object").asString()).isEqualTo("names=" + lock + "," + lock + "-2");
    }

    @Test
    void aRefusalIsNoted() {
        var reader = admin.with("reader");

        reader.post("/api/v1/locks/" + lock + "/acquire", "{\"owner\":\"a\"}");

        var line = lineWith("name=" + lock);
        assertThat(line.path("status").asInt()).isEqualTo(403);
        assertThat(line.has("sequence")).isFalse();
        assertThat(line.path("code").asString()).isEqualTo("forbidden");
        assertThat(line.path("principal").asString()).isEqualTo(reader.principal());
    }

    @Test
    void aStrangerIsNoted() {
        http.get("/api/v1/locks/" + lock);

        assertThat(lineWith(lock).path("status").asInt()).isEqualTo(401);
    }

    @Test
    void readsAreNotNoted() {
        admin.get("/api/v1/locks/" + lock + "-read");
        admin.post("/api/v1/locks/" + lock + "/acquire", "{\"owner\":\"a\"}");

        assertThat(lineWith("name=" + lock)).isNotNull();
        assertThat(all()).noneMatch(line -> line.contains(lock + "-read"));
    }

    private static JsonNode lineWith(String text) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            for (var line : all()) {
                if (line.contains(text)) {
                    return JsonMapper.shared().readTree(line);
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no line with " + text);
    }

    private static List<String> all() {
        try (var files = Files.list(FILES)) {
            return files.flatMap(file -> {
                        try {
                            return Files.readString(file).lines();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .filter(line -> line.endsWith("}"))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }
}
