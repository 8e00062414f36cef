package io.holdfast.session.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EdgeTest
class SessionControllerTest {

    private static final String GONE = "00000000000000000000000000000000";

    private final ReplicaConsensus consensus;
    private final Http http;

    SessionControllerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
    }

    @Test
    void aSessionIsOpened() {
        var answer =
                http.post("/api/v1/sessions", "{\"name\":\"worker-7\",\"ttl\":\"20s\",\"metadata\":{\"host\":\"h1\"}}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.string("session")).hasSize(32);
        assertThat(answer.string("name")).isEqualTo("worker-7");
        assertThat(answer.json().path("ttlMillis").asLong()).isEqualTo(20_000);
        assertThat(answer.header("Location")).isEqualTo("/api/v1/sessions/" + answer.string("session"));
    }

    @Test
    void everythingAboutASessionHasADefault() {
        var answer = http.send(http.request("/api/v1/sessions")
                .POST(BodyPublishers.noBody())
                .header("Content-Type", "application/json"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.string("name")).isEmpty();
        assertThat(answer.json().path("ttlMillis").asLong()).isEqualTo(15_000);
    }

    @Test
    void aSessionShowsWhatItOwns() {
        var lock = "owned-" + UUID.randomUUID();
        var session = http.post("/api/v1/sessions", "{\"name\":\"worker\",\"metadata\":{\"host\":\"h1\"}}")
                .string("session");
        http.post("/api/v1/locks/" + lock + "/acquire", "{\"session\":\"" + session + "\",\"owner\":\"t1\"}");
        http.post(
                "/api/v1/locks/" + lock + "/acquire?poll=0s",
                "{\"session\":\"" + session + "\",\"owner\":\"t2\",\"wait\":\"1m\"}");

        var json = http.get("/api/v1/sessions/" + session).json();

        assertThat(json.path("name").asString()).isEqualTo("worker");
        assertThat(json.path("implicit").asBoolean()).isFalse();
        assertThat(json.path("remainingMillis").asLong()).isEqualTo(28_000);
        assertThat(json.at("/metadata/host").asString()).isEqualTo("h1");
        assertThat(json.at("/holds/0/lock").asString()).isEqualTo(lock);
        assertThat(json.at("/holds/0/owner").asString()).isEqualTo("t1");
        assertThat(json.at("/holds/0/holdCount").asInt()).isEqualTo(1);
        assertThat(json.at("/waits/0/owner").asString()).isEqualTo("t2");
        assertThat(json.at("/waits/0/position").asInt()).isEqualTo(1);
    }

    @Test
    void onlyTheLeaderKnowsWhatIsLeft() {
        var session = http.post("/api/v1/sessions", "{}").string("session");
        consensus.follow(ReplicaConsensus.N2);

        var answer = http.get("/api/v1/sessions/" + session);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("remainingMillis")).isFalse();
    }

    @Test
    void aKeepaliveSaysWhatIsLeft() {
        var session = http.post("/api/v1/sessions", "{\"ttl\":\"1h\"}").string("session");

        var answer = http.post("/api/v1/sessions/" + session + "/keepalive", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"session\":\"" + session + "\",\"ttlMillis\":3600000,\"remainingMillis\":3600000}");
    }

    @Test
    void anEndedSessionIsGone() {
        var session = http.post("/api/v1/sessions", "{}").string("session");

        var ended = http.delete("/api/v1/sessions/" + session);

        assertThat(ended.text()).isEqualTo("{\"session\":\"" + session + "\",\"state\":\"ENDED\"}");
        assertThat(http.get("/api/v1/sessions/" + session).code()).isEqualTo("session-gone");
        assertThat(http.get("/api/v1/sessions/" + session).status()).isEqualTo(410);
        assertThat(http.post("/api/v1/sessions/" + session + "/keepalive", "").status())
                .isEqualTo(410);
        assertThat(http.delete("/api/v1/sessions/" + session).status()).isEqualTo(410);
        assertThat(http.get("/api/v1/sessions/" + GONE).status()).isEqualTo(410);
    }

    @Test
    void sessionsAreListedPageByPage() {
        var prefix = "list-" + UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            http.post("/api/v1/sessions", "{\"name\":\"" + prefix + i + "\"}");
        }

        var first = http.get("/api/v1/sessions?limit=2&prefix=" + prefix).json();
        var second = http.get("/api/v1/sessions?limit=2&prefix=" + prefix + "&cursor="
                        + first.path("cursor").asString())
                .json();

        assertThat(first.path("sessions").size()).isEqualTo(2);
        assertThat(second.path("sessions").size()).isEqualTo(1);
        assertThat(second.path("cursor").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ttl\":\"1s\"}              | ttl must be between 2s and 1h",
                "{\"ttl\":\"2h\"}              | ttl must be between 2s and 1h",
                "{\"ttl\":30}                  | \"ttl\" must be a string",
                "{\"lockDelay\":\"61s\"}       | lockDelay must be between 0s and 60s",
                "{\"metadata\":{\"a\":null}}   | \"metadata.a\" is missing",
                "{\"metadata\":[]}             | \"metadata\" must be",
                "{\"nom\":\"x\"}               | there is no field \"nom\" here; there are lockDelay, metadata, name, ttl"
            })
    void requestsThatCannotBeReadAreExplained(String body, String detail) {
        var answer = http.post("/api/v1/sessions", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).contains(detail);
    }

    @Test
    void aMalformedSessionIsABadRequest() {
        assertThat(http.get("/api/v1/sessions/xyz").status()).isEqualTo(400);
        assertThat(http.post("/api/v1/sessions/xyz/keepalive", "").status()).isEqualTo(400);
        assertThat(http.delete("/api/v1/sessions/xyz").status()).isEqualTo(400);
    }
}
