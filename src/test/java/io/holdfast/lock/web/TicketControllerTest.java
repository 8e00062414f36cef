package io.holdfast.lock.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.Http.Answer;
import io.holdfast.web.ReplicaConsensus;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EdgeTest
class TicketControllerTest {

    private final String lock = "ticket-" + UUID.randomUUID();
    private final ReplicaConsensus consensus;
    private final Http http;

    TicketControllerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
    }

    @Test
    void aTicketThatWaitsSaysItsPlace() {
        acquire("{\"owner\":\"alice\"}");
        var waiting = enqueue();

        var answer = http.get(path(waiting) + "?wait=50ms");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.string("ticket")).isEqualTo(waiting.string("ticket"));
        assertThat(answer.json().path("position").asInt()).isEqualTo(1);
    }

    @Test
    void aTicketThatWasGrantedCarriesTheToken() {
        var holder = acquire("{\"owner\":\"alice\"}");
        var waiting = enqueue();
        release(holder);

        var answer = http.get(path(waiting));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("state")).isEqualTo("HELD");
        assertThat(answer.string("token")).isNotEmpty();
        assertThat(answer.string("session")).isEqualTo(waiting.string("session"));
    }

    @Test
    void aTicketOfAGrantThatWasSeenIsAnsweredOnFollowersToo() {
        var holder = acquire("{\"owner\":\"alice\"}");
        var waiting = enqueue();
        release(holder);
        http.get(path(waiting));
        consensus.follow(ReplicaConsensus.N2);

        assertThat(http.get(path(waiting)).status()).isEqualTo(200);
    }

    @Test
    void aCancelledWaitIsOver() {
        acquire("{\"owner\":\"alice\"}");
        var waiting = enqueue();

        var cancelled = http.delete(path(waiting) + "?session=" + waiting.string("session"));
        var answer = http.get(path(waiting));

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.string("state")).isEqualTo("CANCELLED");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("wait-cancelled");
    }

    @Test
    void aGrantedTicketIsReleasedByItsCancellation() {
        var holder = acquire("{\"owner\":\"alice\"}");
        var waiting = enqueue();
        release(holder);

        var cancelled = http.delete(path(waiting) + "?session=" + waiting.string("session"));

        assertThat(cancelled.string("state")).isEqualTo("RELEASED");
        assertThat(http.get("/api/v1/locks/" + lock).string("state")).isEqualTo("FREE");
    }

    @Test
    void aTicketIsCancelledByItsSessionOnly() {
        acquire("{\"owner\":\"alice\"}");
        var waiting = enqueue();
        var other = http.post("/api/v1/sessions", "{}").string("session");

        var answer = http.delete(path(waiting) + "?session=" + other);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("not-owner");
    }

    @Test
    void aGrantThatIsHeldNoMoreIsLost() {
        var holder = acquire("{\"owner\":\"alice\"}");
        var waiting = enqueue();
        release(holder);
        release(http.get(path(waiting)));

        var answer = http.get(path(waiting));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("lock-lost");
    }

    @Test
    void aTicketThatNeverWasIsUnknown() {
        var session = http.post("/api/v1/sessions", "{}").string("session");

        assertThat(http.get("/api/v1/tickets/999999999").code()).isEqualTo("ticket-unknown");
        assertThat(http.get("/api/v1/tickets/999999999").status()).isEqualTo(404);
        assertThat(http.delete("/api/v1/tickets/999999999?session=" + session).status())
                .isEqualTo(404);
    }

    @Test
    void aSessionThatEndsTakesItsWaitsAlong() {
        acquire("{\"owner\":\"alice\"}");
        var session = http.post("/api/v1/sessions", "{}").string("session");
        var waiting = acquire("?poll=0s", "{\"session\":\"" + session + "\",\"wait\":\"1m\"}");
        http.delete("/api/v1/sessions/" + session);

        var answer = http.get(path(waiting));

        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("session-gone");
    }

    private Answer enqueue() {
        return acquire("?poll=0s", "{\"owner\":\"bob\",\"wait\":\"1m\"}");
    }

    private Answer acquire(String body) {
        return acquire("", body);
    }

    private Answer acquire(String query, String body) {
        return http.post("/api/v1/locks/" + lock + "/acquire" + query, body);
    }

    private void release(Answer held) {
        http.post(
                "/api/v1/locks/" + lock + "/release",
                "{\"session\":\"%s\",\"token\":\"%s\"}".formatted(held.string("session"), held.string("token")));
    }

    private static String path(Answer waiting) {
        return "/api/v1/tickets/" + waiting.string("ticket");
    }
}
