package io.holdfast.web;

import static io.holdfast.web.ReplicaConsensus.N2;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What goes wrong outside of any operation. */
@EdgeTest
class ProblemTest {

    private final ReplicaConsensus consensus;
    private final Http http;

    ProblemTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
    }

    @Test
    void anUnknownPathIsNotFound() {
        for (var path : new String[] {"/nothing", "/api/v1/nothing", "/api/v2/locks/demo", "/actuator/env", "/error"}) {
            var answer = http.get(path);

            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.code()).as(path).isEqualTo("not-found");
            assertThat(answer.string("instance")).isEqualTo(path);
            assertThat(answer.header("Holdfast-Node")).isEqualTo("n1");
        }
    }

    @Test
    void aMethodThatIsNotPossibleNamesThoseThatAre() {
        var answer = http.delete("/api/v1/locks/demo");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.code()).isEqualTo("method-not-allowed");
        assertThat(answer.detail()).isEqualTo("DELETE is not possible here; use GET");
        assertThat(answer.header("Allow")).isEqualTo("GET");
    }

    @Test
    void aFormIsNotJson() {
        var answer = http.send(
                http.request("/api/v1/locks/demo/acquire", "Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("{\"owner\":\"alice\"}")));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.code()).isEqualTo("unsupported-media-type");
        assertThat(answer.detail()).contains("x-www-form-urlencoded", "curl --json");
    }

    @Test
    void answersAreJsonOnly() {
        var answer = http.get("/api/v1/locks/demo", "Accept", "text/csv");

        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.code()).isEqualTo("not-acceptable");
    }

    @Test
    void aMissingBodyIsABadRequest() {
        assertThat(http.post("/api/v1/locks/demo/acquire", "").detail())
                .isEqualTo("the request needs a JSON body, such as {}");
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        var answer = http.post("/api/v1/sessions", "{}", "Idempotency-Key", "a b");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).contains("visible ASCII");
        assertThat(http.post("/api/v1/sessions", "{}", "Idempotency-Key", "x".repeat(129))
                        .status())
                .isEqualTo(400);
        assertThat(http.post("/api/v1/sessions", "{}", "Idempotency-Key", "x".repeat(128))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedWithOrWithoutALength() {
        var large = "{\"name\":\"" + "x".repeat(65_536) + "\"}";

        var announced = http.post("/api/v1/sessions", large);
        var chunked = http.send(http.request("/api/v1/sessions", "Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))));

        assertThat(announced.status()).isEqualTo(413);
        assertThat(announced.code()).isEqualTo("body-too-large");
        assertThat(announced.json().path("limitBytes").asInt()).isEqualTo(65_536);
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(chunked.header("Holdfast-Node")).isEqualTo("n1");
    }

    @Test
    void aChunkedBodyIsRead() {
        var answer = http.send(http.request("/api/v1/sessions", "Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream("{\"name\":\"chunked\"}".getBytes(StandardCharsets.UTF_8)))));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.string("name")).isEqualTo("chunked");
    }

    @Test
    void aDefectShowsNothingOfTheInside() {
        consensus.breakNext(new IllegalStateException("secret of the inside"));

        var answer = http.get("/api/v1/locks/demo");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.code()).isEqualTo("internal");
        assertThat(answer.text()).doesNotContain("secret", "IllegalState", "io.holdfast.web");
    }

    @Test
    void leadershipLostBeforeTheDecisionLeadsToARedirect() {
        consensus.failNext(() -> {
            consensus.follow(N2);
            return new NotLeaderException(N2);
        });

        var answer = http.post("/api/v1/sessions", "{}");

        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("Location")).isEqualTo("http://127.0.0.1:8082/api/v1/sessions");
    }

    @Test
    void leadershipThatComesBackIsUsed() {
        consensus.failNext(() -> new NotLeaderException(N2));

        assertThat(http.post("/api/v1/sessions", "{}").status()).isEqualTo(201);
    }

    @Test
    void anUnknownOutcomeIsLearnedFromTheNextLeader() {
        try (var n2 = new FakeLeader("n2")) {
            n2.then(201, "{\"session\":\"from n2\"}");
            consensus.failNext(() -> {
                consensus.follow(n2.member());
                return new OutcomeUnknownException("the lead was lost");
            });

            var answer = http.post("/api/v1/sessions", "{}", "Idempotency-Key", "k-unknown-outcome");

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.string("session")).isEqualTo("from n2");
            assertThat(answer.header("Holdfast-Leader")).isEqualTo("n2");
            assertThat(n2.asked().getFirst().header("Idempotency-Key")).isEqualTo("k-unknown-outcome");
            assertThat(n2.asked().getFirst().header("Holdfast-Forwarded")).isEqualTo("n1");
        }
    }

    @Test
    void anUnknownOutcomeIsSaidToBeUnknown() {
        consensus.failNext(() -> {
            consensus.follow(null);
            return new OutcomeUnknownException("the lead was lost");
        });

        var answer = http.post("/api/v1/sessions", "{}");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("outcome-unknown");
        assertThat(answer.detail()).contains("repeat it with the same Idempotency-Key");
        assertThat(answer.string("idempotencyKey")).isEqualTo(answer.header("Idempotency-Key"));
    }

    @Test
    void aForwardedRequestIsNeverPassedOnByALostLeader() {
        try (var n2 = new FakeLeader("n2")) {
            consensus.failNext(() -> {
                consensus.follow(n2.member());
                return new OutcomeUnknownException("the lead was lost");
            });

            var answer = http.post("/api/v1/sessions", "{}", "Holdfast-Forwarded", "n3");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(n2.asked()).isEmpty();
        }
    }

    @Test
    void theRootSaysWhereToGo() {
        var json = http.get("/").json();

        assertThat(json.path("node").asString()).isEqualTo("n1");
        assertThat(json.path("leader").asString()).isEqualTo("n1");
        json.path("links")
                .forEach(link -> assertThat(http.get(link.asString()).status())
                        .as(link.asString())
                        .isIn(200, 302));
    }

    @Test
    void aPingIsAnsweredWithNothing() {
        var answer = http.get("/ping");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void theClusterIsShownWithoutAMajority() {
        consensus.follow(null);

        var json = http.get("/api/v1/cluster").json();

        assertThat(json.path("leader").isNull()).isTrue();
        assertThat(json.at("/nodes/0/node").asString()).isEqualTo("n1");
        assertThat(json.at("/nodes/0/role").asString()).isEqualTo("CANDIDATE");
        assertThat(json.at("/nodes/1/client").asString()).isEqualTo("http://127.0.0.1:8082");
        assertThat(json.at("/groups/0/group").asString()).isEqualTo("coordination");
        assertThat(json.at("/groups/1/group").asString()).isEqualTo("data-0");
        assertThat(json.at("/groups/1/leader").isNull()).isTrue();
    }
}
