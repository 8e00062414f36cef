package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.Http.Answer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What every primitive with a queue gets from {@link Parking}, shown on semaphores. */
@EdgeTest
class ParkingTest {

    private final String semaphore = "/api/v1/semaphores/parking-" + UUID.randomUUID();
    private final ReplicaConsensus consensus;
    private final Http http;

    ParkingTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
        http.put(semaphore, "{\"permits\":1}");
    }

    @Test
    void aGrantThatHasToBeClaimedIsToldByTheLeader() {
        var path = granted();
        try (var n2 = new FakeLeader("n2")) {
            consensus.follow(n2.member());

            var answer = http.get(path + "?wait=1s");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.string("from")).isEqualTo("n2");
            assertThat(answer.header(Api.NODE)).isEqualTo("n1");
            assertThat(answer.header(Api.LEADER)).isEqualTo("n2");
            assertThat(n2.asked().getFirst().uri()).hasToString(path + "?wait=1s");
            assertThat(n2.asked().getFirst().header(Api.FORWARDED)).isEqualTo("n1");
        }
    }

    @Test
    void itIsForwardedOnceAndNotTwice() {
        var path = granted();
        try (var n2 = new FakeLeader("n2")) {
            consensus.follow(n2.member());

            var answer = http.get(path, Api.FORWARDED, "n3");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("no-leader");
            assertThat(n2.asked()).isEmpty();
        }
    }

    @Test
    void aFollowerTellsOfWhatNeedsNoClaim() {
        acquire("", "alice");
        var path = ticket(acquire("?poll=0s", "bob"));
        consensus.follow(ReplicaConsensus.N2);

        assertThat(http.get(path).status()).isEqualTo(202);
    }

    @Test
    void aRequestThatIsHeldKeepsItsImplicitSessionAlive() {
        acquire("", "alice");
        int before = consensus.keepAlives();

        var answer =
                http.post(semaphore + "/acquire?poll=1500ms", "{\"owner\":\"bob\",\"wait\":\"1m\",\"ttl\":\"2s\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(consensus.keepAlives() - before).isBetween(1, 3);
    }

    @Test
    void aRequestThatIsRepeatedKeepsTheSessionAliveThatItOpenedTheFirstTime() {
        acquire("", "alice");
        var path = semaphore + "/acquire?poll=1500ms";
        var body = "{\"owner\":\"bob\",\"wait\":\"1m\",\"ttl\":\"2s\"}";
        var first = http.post(path, body, "Idempotency-Key", semaphore);
        int before = consensus.keepAlives();

        var second = http.post(path, body, "Idempotency-Key", semaphore);

        assertThat(second.string("session")).isEqualTo(first.string("session"));
        assertThat(consensus.keepAlives() - before).isBetween(1, 3);
    }

    private String granted() {
        var held = acquire("", "alice");
        var path = ticket(acquire("?poll=0s", "bob"));
        http.post(
                semaphore + "/release",
                "{\"session\":\"%s\",\"token\":\"%s\"}".formatted(held.string("session"), held.string("token")));
        return path;
    }

    private Answer acquire(String query, String owner) {
        return http.post(semaphore + "/acquire" + query, "{\"owner\":\"%s\",\"wait\":\"1m\"}".formatted(owner));
    }

    private String ticket(Answer waiting) {
        return semaphore + "/tickets/" + waiting.string("ticket");
    }
}
