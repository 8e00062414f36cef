package io.holdfast.lock.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.Http.Answer;
import io.holdfast.web.ReplicaConsensus;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EdgeTest
class LockControllerTest {

    /** Every test has its own lock, because all share one cluster. */
    private final String lock = "lock-" + UUID.randomUUID();

    private final ReplicaConsensus consensus;
    private final Http http;

    LockControllerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
    }

    @Test
    void aFreeLockIsGrantedWithAToken() {
        var answer = acquire("{\"owner\":\"alice\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("lock")).isEqualTo(lock);
        assertThat(answer.string("state")).isEqualTo("HELD");
        assertThat(answer.string("mode")).isEqualTo("X");
        assertThat(answer.string("owner")).isEqualTo("alice");
        assertThat(answer.string("session")).hasSize(32);
        assertThat(answer.json().path("token").isString()).isTrue();
        assertThat(answer.json().path("holdCount").asInt()).isEqualTo(1);
        assertThat(answer.json().has("leaseMillis")).isTrue();
        assertThat(answer.json().path("leaseMillis").isNull()).isTrue();
        assertThat(answer.json().path("ttlMillis").asLong()).isEqualTo(30_000);
        assertThat(answer.json().has("ticket")).isFalse();
        assertThat(answer.header("Holdfast-Node")).isEqualTo("n1");
        assertThat(answer.header("Idempotency-Key")).hasSize(22);
        assertThat(answer.header("Idempotency-Replayed")).isNull();
    }

    @Test
    void anOwnerWithTooLongANameIsRefused() {
        var answer = acquire("{\"owner\":\"" + "o".repeat(256) + "\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).contains("at most 255 characters");
    }

    @Test
    void aLeaseComesBackInMilliseconds() {
        assertThat(acquire("{\"owner\":\"alice\",\"lease\":\"1m\"}")
                        .json()
                        .path("leaseMillis")
                        .asLong())
                .isEqualTo(60_000);
    }

    @Test
    void aHeldLockIsRefusedAndSaysWhoHoldsIt() {
        var holder = acquire("{\"owner\":\"alice\"}");

        var answer = acquire("{\"owner\":\"bob\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.code()).isEqualTo("lock-held");
        assertThat(answer.string("type")).isEqualTo("urn:holdfast:problem:lock-held");
        assertThat(answer.string("instance")).isEqualTo("/api/v1/locks/" + lock + "/acquire");
        assertThat(answer.detail()).startsWith(lock + " is held by alice for 28s more");
        assertThat(answer.string("holder")).isEqualTo("alice");
        assertThat(answer.json().at("/holders/0/session").asString()).isEqualTo(holder.string("session"));
        assertThat(answer.json().at("/holders/0/token").asString()).isEqualTo(holder.string("token"));
        assertThat(answer.json().path("waiters").asInt()).isZero();
        assertThat(answer.json().path("retryAfterMillis").asLong()).isEqualTo(28_000);
    }

    @Test
    void theShorterOfLeaseAndSessionSaysWhenToTryAgain() {
        acquire("{\"owner\":\"alice\",\"lease\":\"10s\"}");

        assertThat(acquire("{\"owner\":\"bob\"}")
                        .json()
                        .path("retryAfterMillis")
                        .asLong())
                .isBetween(5_000L, 10_000L);
    }

    @Test
    void whoWaitsIsAnsweredWhenTheLockBecomesFree() throws Exception {
        var holder = acquire("{\"owner\":\"alice\"}");
        var waiting = CompletableFuture.supplyAsync(
                () -> acquire("{\"owner\":\"bob\",\"wait\":\"30s\"}"), Thread::startVirtualThread);
        awaitWaiters(1);

        release(holder);

        var answer = waiting.get(20, TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("owner")).isEqualTo("bob");
        assertThat(answer.string("ticket")).isNotEmpty();
        assertThat(Long.parseLong(answer.string("token"))).isGreaterThan(Long.parseLong(holder.string("token")));
        assertThat(answer.json().path("ttlMillis").asLong()).isEqualTo(30_000);
    }

    @Test
    void whoWaitsLongerThanThePollGetsATicket() {
        var holder = acquire("{\"owner\":\"alice\"}");
        acquire("?poll=0s", "{\"owner\":\"carol\",\"wait\":\"1m\"}");

        var answer = acquire("?poll=50ms", "{\"owner\":\"bob\",\"wait\":\"1m\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.string("state")).isEqualTo("WAITING");
        assertThat(answer.json().path("position").asInt()).isEqualTo(2);
        assertThat(answer.json().at("/ahead/0/owner").asString()).isEqualTo("carol");
        assertThat(answer.json().at("/holders/0/owner").asString()).isEqualTo("alice");
        assertThat(answer.json().at("/holders/0/session").asString()).isEqualTo(holder.string("session"));
        assertThat(answer.string("session")).hasSize(32);
        assertThat(answer.string("owner")).isEqualTo("bob");
    }

    @Test
    void whoWaitsInVainIsTold() {
        acquire("{\"owner\":\"alice\"}");

        var answer = acquire("{\"owner\":\"bob\",\"wait\":\"100ms\"}");

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.code()).isEqualTo("wait-timeout");
        assertThat(answer.string("ticket")).isNotEmpty();
    }

    @Test
    void aRequestThatIsHeldKeepsItsImplicitSessionAlive() {
        acquire("{\"owner\":\"alice\"}");
        int before = consensus.keepAlives();

        var answer = acquire("?poll=1500ms", "{\"owner\":\"bob\",\"wait\":\"1m\",\"ttl\":\"2s\"}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(consensus.keepAlives() - before).isBetween(1, 3);
    }

    @Test
    void aRepetitionIsAnsweredTheSame() {
        var body = "{\"owner\":\"alice\"}";
        var first = http.post(path("/acquire"), body, "Idempotency-Key", lock);

        var second = http.post(path("/acquire"), body, "Idempotency-Key", lock);

        assertThat(first.header("Idempotency-Key")).isEqualTo(lock);
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.text()).isEqualTo(first.text());
    }

    @Test
    void aRepetitionOfAWaitFindsItsTicket() {
        var holder = acquire("{\"owner\":\"alice\"}");
        var body = "{\"owner\":\"bob\",\"wait\":\"1m\"}";
        var first = http.post(path("/acquire?poll=0s"), body, "Idempotency-Key", lock);
        assertThat(first.status()).isEqualTo(202);
        release(holder);

        var second = http.post(path("/acquire?poll=0s"), body, "Idempotency-Key", lock);

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.string("ticket")).isEqualTo(first.string("ticket"));
        assertThat(second.string("session")).isEqualTo(first.string("session"));
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void aKeyBelongsToOneRequest() {
        http.post(path("/acquire"), "{\"owner\":\"alice\"}", "Idempotency-Key", lock);

        var answer = http.post(path("/acquire"), "{\"owner\":\"bob\"}", "Idempotency-Key", lock);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void anOwnerWaitsForOneThingAtATime() {
        var other = "other-" + lock;
        var session = session();
        acquire("{\"owner\":\"alice\"}");
        http.post("/api/v1/locks/" + other + "/acquire", "{\"owner\":\"alice\"}");
        var body = "{\"session\":\"" + session + "\",\"owner\":\"w\",\"wait\":\"1m\"}";
        var first = acquire("?poll=0s", body);

        var answer = http.post("/api/v1/locks/" + other + "/acquire?poll=0s", body);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("owner-busy");
        assertThat(answer.string("ticket")).isEqualTo(first.string("ticket"));
    }

    @Test
    void aSharedHoldDoesNotBecomeExclusive() {
        var session = session();
        acquire("{\"session\":\"" + session + "\",\"mode\":\"s\"}");

        var answer = acquire("{\"session\":\"" + session + "\",\"mode\":\"X\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("mode-conflict");
    }

    @Test
    void countedHoldsAreReleasedOneByOneOrAllAtOnce() {
        var session = session();
        var body = "{\"session\":\"" + session + "\"}";
        acquire(body);
        acquire(body);
        var third = acquire(body);
        assertThat(third.json().path("holdCount").asInt()).isEqualTo(3);

        var once = release(third);
        var all = http.post(
                path("/release"),
                "{\"session\":\"%s\",\"token\":\"%s\",\"all\":true}".formatted(session, third.string("token")));

        assertThat(once.string("state")).isEqualTo("HELD");
        assertThat(once.json().path("holdCount").asInt()).isEqualTo(2);
        assertThat(all.string("state")).isEqualTo("RELEASED");
        assertThat(all.json().path("holdCount").asInt()).isZero();
    }

    @Test
    void aLateReleaseIsToldWhoHoldsTheLockNow() {
        var session = session();
        var old = acquire("{\"session\":\"" + session + "\"}");
        release(old);
        acquire("{\"owner\":\"bob\"}");

        var answer = release(old);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("lock-lost");
        assertThat(answer.string("holder")).isEqualTo("bob");
        assertThat(answer.detail()).contains("bob holds " + lock + " now");
    }

    @Test
    void somebodyElseCannotReleaseALock() {
        var held = acquire("{\"owner\":\"alice\"}");

        var answer = http.post(
                path("/release"), "{\"session\":\"%s\",\"token\":\"%s\"}".formatted(session(), held.string("token")));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("not-owner");
        assertThat(answer.string("holder")).isEqualTo("alice");
    }

    @Test
    void aHoldIsExtended() {
        var held = acquire("{\"owner\":\"alice\",\"lease\":\"10s\"}");

        var answer = http.post(
                path("/extend"),
                "{\"session\":\"%s\",\"token\":\"%s\",\"lease\":\"PT2M\"}"
                        .formatted(held.string("session"), held.string("token")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("state")).isEqualTo("HELD");
        assertThat(answer.json().path("leaseMillis").asLong()).isEqualTo(120_000);
    }

    @Test
    void anEndedSessionTakesNoLocks() {
        var session = session();
        http.delete("/api/v1/sessions/" + session);

        var answer = acquire("{\"session\":\"" + session + "\"}");

        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.code()).isEqualTo("session-gone");
        assertThat(answer.string("session")).isEqualTo(session);
    }

    @Test
    void aFreeLockIsShownAsFree() {
        var answer = http.get(path(""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"lock\":\"" + lock
                        + "\",\"state\":\"FREE\",\"holders\":[],\"waiterCount\":0,\"waiters\":[]}");
    }

    @Test
    void aHeldLockShowsHoldersAndWaiters() {
        acquire("{\"owner\":\"alice\",\"lease\":\"1m\"}");
        acquire("?poll=0s", "{\"owner\":\"bob\",\"mode\":\"S\",\"wait\":\"1m\"}");

        var json = http.get(path("")).json();

        assertThat(json.path("state").asString()).isEqualTo("HELD");
        assertThat(json.at("/holders/0/leaseRemainingMillis").asLong()).isBetween(1L, 60_000L);
        assertThat(json.path("waiterCount").asInt()).isEqualTo(1);
        assertThat(json.at("/waiters/0/owner").asString()).isEqualTo("bob");
        assertThat(json.at("/waiters/0/mode").asString()).isEqualTo("S");
        assertThat(json.at("/waiters/0/position").asInt()).isEqualTo(1);
        assertThat(json.at("/waiters/0/remainingMillis").asLong()).isBetween(1L, 60_000L);
    }

    @Test
    void locksAreListedPageByPage() {
        for (int i = 0; i < 3; i++) {
            http.post("/api/v1/locks/" + lock + "." + i + "/acquire", "{\"owner\":\"alice\"}");
        }

        var first = http.get("/api/v1/locks?limit=2&prefix=" + lock).json();
        var second = http.get("/api/v1/locks?limit=2&prefix=" + lock + "&cursor="
                        + first.path("cursor").asString())
                .json();

        assertThat(first.at("/locks/0/lock").asString()).isEqualTo(lock + ".0");
        assertThat(first.path("locks").size()).isEqualTo(2);
        assertThat(second.path("locks").size()).isEqualTo(1);
        assertThat(second.at("/locks/0/lock").asString()).isEqualTo(lock + ".2");
        assertThat(second.path("cursor").isNull()).isTrue();
    }

    @Test
    void locksAreFilteredByOwnerSessionAndContention() {
        var held = acquire("{\"owner\":\"" + lock + "\"}");
        var session = held.string("session");

        assertThat(http.get("/api/v1/locks?owner=" + lock).json().path("locks").size())
                .isEqualTo(1);
        assertThat(http.get("/api/v1/locks?session=" + session)
                        .json()
                        .path("locks")
                        .size())
                .isEqualTo(1);
        assertThat(http.get("/api/v1/locks?contended=true&prefix=" + lock)
                        .json()
                        .path("locks")
                        .size())
                .isZero();
    }

    @Test
    void locksAreFilteredByHowLongTheyHaveBeenHeld() {
        acquire("{\"owner\":\"alice\"}");
        var path = "/api/v1/locks?prefix=" + lock + "&heldLongerThan=";

        consensus.pass(5_000);

        assertThat(http.get(path + "2s").json().path("locks").size()).isEqualTo(1);
        assertThat(http.get(path + "1h").json().path("locks").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                            | \"owner\" is missing",
                "{\"owner\":\" \"}                             | \"owner\" is missing",
                "{\"owner\":\"a\",\"wait\":\"soon\"}           | \"wait\" is not a duration",
                "{\"owner\":\"a\",\"wait\":\"11m\"}            | wait must be between 0 and 600000 ms",
                "{\"owner\":\"a\",\"ttl\":\"1s\"}              | \"ttl\" must be between 2s and 1h",
                "{\"owner\":\"a\",\"lease\":\"2d\"}            | lease must be between",
                "{\"owner\":\"a\",\"mode\":\"Q\"}              | \"mode\" must be one of S, X",
                "{\"owner\":\"a\",\"wate\":\"1s\"}             | there is no field \"wate\" here; there are claim, comment, deadlockPriority, lease, lockDelay, minHold, mode, onDeadlock, owner, session, strategy, ttl, victimPolicy, wait",
                "{\"owner\":5}                                 | \"owner\" must be a string",
                "{\"owner\":\"a\",\"owner\":\"b\"}             | the body is not JSON",
                "{\"owner\":\"a\"} x                           | the body is not JSON",
                "{\"owner\":\"a\"                              | the body is not JSON (line 1, column",
                "[]                                            | the body must be an object",
                "{\"session\":\"xyz\"}                         | a session is named by the 32 hexadecimal digits",
                "{\"session\":\"00000000000000000000000000000000\",\"ttl\":\"5s\"} | \"ttl\" belongs to the session"
            })
    void requestsThatCannotBeReadAreExplained(String body, String detail) {
        var answer = acquire(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("bad-request");
        assertThat(answer.detail()).contains(detail).doesNotContain("io.holdfast", "Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/locks/a%20b              | a lock's name is 1 to 255",
                "/api/v1/locks?limit=0            | limit must be between 1 and 500",
                "/api/v1/locks?limit=501          | limit must be between 1 and 500",
                "/api/v1/locks?limit=many         | \"limit\" must be a number",
                "/api/v1/locks?contended=perhaps  | \"contended\" must be true or false",
                "/api/v1/locks?heldLongerThan=ages | \"heldLongerThan\" is not a duration",
                "/api/v1/locks?cursor=xyz         | the cursor is not one that a list returned",
                "/api/v1/locks?prefix=a%20b       | \"prefix\" must be 1 to 255",
                "/api/v1/locks?session=abc        | a session is named by",
                "/api/v1/tickets/x                | \"ticket\" is a number",
                "/api/v1/tickets/1?wait=2m        | \"wait\" is at most 60s",
                "/api/v1/locks/a;b                | no semicolons"
            })
    void pathsThatCannotBeReadAreExplained(String path, String detail) {
        var answer = http.get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).contains(detail);
    }

    @Test
    void missingFieldsAreNamed() {
        assertThat(http.post(path("/release"), "{\"token\":\"1\"}").detail()).isEqualTo("\"session\" is missing");
        assertThat(http.post(path("/release"), "{\"session\":\"" + session() + "\"}")
                        .detail())
                .isEqualTo("\"token\" is missing");
        assertThat(http.post(path("/extend"), "{\"session\":\"" + session() + "\",\"token\":\"1\"}")
                        .detail())
                .isEqualTo("\"lease\" is missing");
        assertThat(http.delete("/api/v1/tickets/1").detail()).contains("the query parameter \"session\" is missing");
    }

    @Test
    void aReadWithoutAMajorityIsRefused() {
        consensus.failNext(() -> new NoLeaderException("no majority confirmed that this is fresh"));

        var answer = http.get(path(""));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("no-leader");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void anOverloadedClusterSaysSo() {
        consensus.failNext(() -> new OverloadedException("1000 requests are under way"));

        var answer = acquire("{\"owner\":\"alice\"}");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("overloaded");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    private String session() {
        return http.post("/api/v1/sessions", "{}").string("session");
    }

    private Answer acquire(String body) {
        return acquire("", body);
    }

    private Answer acquire(String query, String body) {
        return http.post(path("/acquire" + query), body);
    }

    private Answer release(Answer held) {
        return http.post(
                path("/release"),
                "{\"session\":\"%s\",\"token\":\"%s\"}".formatted(held.string("session"), held.string("token")));
    }

    private String path(String action) {
        return "/api/v1/locks/" + lock + action;
    }

    private void awaitWaiters(int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        int seen = -1;
        while (System.nanoTime() < end) {
            seen = http.get(path("")).json().path("waiterCount").asInt();
            if (seen == count) {
                return;
            }
        }
        throw new AssertionError("expected " + count + " waiters, saw " + seen);
    }
}
