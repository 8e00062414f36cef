package io.holdfast.semaphore.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.semaphore.SemaphoreCommand.Claim;
import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.Http.Answer;
import io.holdfast.web.ReplicaConsensus;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EdgeTest
class SemaphoreControllerTest {

    /** Every test has its own semaphore, because all share one cluster. */
    private final String semaphore = "semaphore-" + UUID.randomUUID();

    private final ReplicaConsensus consensus;
    private final Http http;

    SemaphoreControllerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
        http.put(path(""), "{\"permits\":3}");
    }

    @Test
    void aSemaphoreIsCreatedOnceAndResizedAfterwards() {
        var created = http.put(path("-new"), "{\"permits\":3}");
        var resized = http.put(path("-new"), "{\"permits\":5}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(path("-new"));
        assertThat(resized.status()).isEqualTo(200);
        assertThat(resized.json().path("permits").asInt()).isEqualTo(5);
        assertThat(resized.json().path("before").asInt()).isEqualTo(3);
    }

    @Test
    void theFeedTellsWhatIsDoneToASemaphore() {
        var last = http.get("/api/v1/events").string("last");
        var db = path("-told");

        http.put(db, "{\"permits\":3}");
        http.put(db, "{\"permits\":3}");
        http.put(db, "{\"permits\":5}");
        http.post(db + "/drain", "");
        http.post(db + "/drain", "");
        http.put(db, "{\"permits\":4}");
        http.post(db + "/undrain", "");
        http.delete(db);

        var told = http.get("/api/v1/events?prefix=" + semaphore + "-told&since=" + last)
                .json()
                .path("events");
        assertThat(told.findValuesAsString("type"))
                .containsExactly(
                        "semaphore.defined",
                        "semaphore.resized",
                        "semaphore.drained",
                        "semaphore.resized",
                        "semaphore.undrained",
                        "semaphore.deleted");
        assertThat(told.at("/1/before").asInt()).isEqualTo(3);
        assertThat(told.at("/1/permits").asInt()).isEqualTo(5);
        assertThat(told.at("/2/held").asInt()).isZero();
    }

    @Test
    void aSizeIsNeededAndHasToBeOne() {
        assertThat(http.put(path(""), "{}").detail()).contains("permits");
        assertThat(http.put(path(""), "{\"permits\":0}").status()).isEqualTo(400);
        assertThat(http.put(path(""), "{\"permits\":\"many\"}").status()).isEqualTo(400);
    }

    @Test
    void permitsAreGrantedWithAToken() {
        var answer = acquire("{\"owner\":\"alice\",\"permits\":2}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("semaphore")).isEqualTo(semaphore);
        assertThat(answer.string("state")).isEqualTo("HELD");
        assertThat(answer.json().path("permits").asInt()).isEqualTo(2);
        assertThat(answer.json().path("token").isString()).isTrue();
        assertThat(answer.json().path("leaseMillis").isNull()).isTrue();
        assertThat(answer.json().path("ttlMillis").asLong()).isEqualTo(30_000);
    }

    @Test
    void oneSemaphoreIsNotThere() {
        var answer = http.post(path("-none/acquire"), "{\"owner\":\"alice\"}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("semaphore-unknown");
        assertThat(http.get(path("-none")).code()).isEqualTo("semaphore-unknown");
        assertThat(http.post(path("-none/drain"), "").code()).isEqualTo("semaphore-unknown");
    }

    @Test
    void tooFewPermitsAreRefusedAndSayWhoHasThem() {
        acquire("{\"owner\":\"alice\",\"permits\":2}");

        var answer = acquire("{\"owner\":\"bob\",\"permits\":2}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("permits-exhausted");
        assertThat(answer.detail()).startsWith(semaphore + " has 1 of 3 permits");
        assertThat(answer.json().at("/holders/0/owner").asString()).isEqualTo("alice");
    }

    @Test
    void moreThanThereEverAreAreRefused() {
        assertThat(acquire("{\"owner\":\"alice\",\"permits\":4,\"wait\":\"1m\"}")
                        .code())
                .isEqualTo("permits-exceed-size");
    }

    @Test
    void whoWaitsIsAnsweredWhenPermitsComeBackAndHasClaimedThem() throws Exception {
        var holder = acquire("{\"owner\":\"alice\",\"permits\":3}");
        var waiting = CompletableFuture.supplyAsync(
                () -> acquire("{\"owner\":\"bob\",\"wait\":\"30s\",\"lease\":\"1m\"}"), Thread::startVirtualThread);
        awaitWaiters(1);

        release(holder);

        var answer = waiting.get(20, TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("owner")).isEqualTo("bob");
        assertThat(answer.json().path("leaseMillis").asLong()).isBetween(50_000L, 60_000L);
        assertThat(state().at("/holders/0/claimed").asBoolean()).isTrue();
        assertThat(claims()).isPositive();
    }

    private long claims() {
        return consensus.submitted().stream()
                .filter(request -> request.command() instanceof Claim)
                .count();
    }

    @Test
    void aPollClaimsBeforeItTells() {
        var holder = acquire("{\"owner\":\"alice\",\"permits\":3}");
        var ticket = enqueue("bob", "");
        release(holder);
        assertThat(state().at("/holders/0/claimed").asBoolean()).isFalse();

        var answer = http.get(path("/tickets/" + ticket.string("ticket")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("state")).isEqualTo("HELD");
        assertThat(state().at("/holders/0/claimed").asBoolean()).isTrue();
    }

    @Test
    void aClaimThatIsMadeAlreadyIsNotMadeAgain() {
        var holder = acquire("{\"owner\":\"alice\",\"permits\":3}");
        var ticket = enqueue("bob", "");
        release(holder);
        var path = path("/tickets/" + ticket.string("ticket"));
        http.get(path);
        long before = claims();

        assertThat(http.get(path).status()).isEqualTo(200);
        assertThat(claims()).isEqualTo(before);
    }

    /** A follower cannot claim: it has the leader answer, and where that cannot be reached says so. */
    @Test
    void aFollowerDoesNotTellOfAGrantThatIsNotClaimed() {
        var holder = acquire("{\"owner\":\"alice\",\"permits\":3}");
        var ticket = enqueue("bob", "");
        release(holder);
        var path = path("/tickets/" + ticket.string("ticket"));
        consensus.follow(ReplicaConsensus.N2);

        var answer = http.get(path);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("no-leader");
        consensus.lead();
        assertThat(http.get(path).status()).isEqualTo(200);
        consensus.follow(ReplicaConsensus.N2);
        assertThat(http.get(path).status()).isEqualTo(200);
    }

    @Test
    void aGrantThatNobodyAsksForIsPassedOn() throws InterruptedException {
        var holder = acquire("{\"owner\":\"alice\",\"permits\":3}");
        var late = enqueue("bob", ",\"claim\":\"1s\"");
        enqueue("carol", "");
        release(holder);
        var path = path("/tickets/" + late.string("ticket"));
        for (int i = 0; i < 200 && !state().at("/holders/0/owner").asString("").equals("carol"); i++) {
            Thread.sleep(20);
        }

        var answer = http.get(path);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("grant-unclaimed");
    }

    @Test
    void whoWaitsLongerThanThePollGetsATicket() {
        acquire("{\"owner\":\"alice\",\"permits\":2}");
        enqueue("carol", "");

        var answer = enqueue("bob", "");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.string("state")).isEqualTo("WAITING");
        assertThat(answer.json().path("position").asInt()).isEqualTo(2);
        assertThat(answer.json().path("available").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/ahead/0/owner").asString()).isEqualTo("carol");
    }

    @Test
    void whoWaitsInVainIsTold() {
        acquire("{\"owner\":\"alice\",\"permits\":3}");

        var answer = acquire("{\"owner\":\"bob\",\"wait\":\"100ms\"}");

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.code()).isEqualTo("wait-timeout");
    }

    @Test
    void anOwnerWaitsOnceAndIsToldItsTicket() {
        var session = http.post("/api/v1/sessions", "{}").string("session");
        acquire("{\"owner\":\"alice\",\"permits\":3}");
        var body = "{\"session\":\"%s\",\"owner\":\"bob\",\"wait\":\"1m\"}".formatted(session);
        var first = acquire("?poll=0s", body);

        var second = acquire("?poll=0s", body);

        assertThat(second.code()).isEqualTo("owner-busy");
        assertThat(second.string("ticket")).isEqualTo(first.string("ticket"));
    }

    @Test
    void aSmallerSemaphoreSendsLargeRequestsAway() {
        acquire("{\"owner\":\"alice\",\"permits\":3}");
        var ticket = acquire("?poll=0s", "{\"owner\":\"bob\",\"permits\":3,\"wait\":\"1m\"}");
        http.put(path(""), "{\"permits\":2}");

        var answer = http.get(path("/tickets/" + ticket.string("ticket")));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("permits-exceed-size");
    }

    @Test
    void permitsComeBackOneByOneOrTogether() {
        var held = acquire("{\"owner\":\"alice\",\"permits\":3}");
        var body = "{\"session\":\"%s\",\"token\":\"%s\"%s}";
        var session = held.string("session");
        var token = held.string("token");

        var one = http.post(path("/release"), body.formatted(session, token, ",\"permits\":1"));
        var rest = http.post(path("/release"), body.formatted(session, token, ""));

        assertThat(one.string("state")).isEqualTo("HELD");
        assertThat(one.json().path("permits").asInt()).isEqualTo(2);
        assertThat(rest.string("state")).isEqualTo("RELEASED");
        assertThat(state().path("available").asInt()).isEqualTo(3);
    }

    @Test
    void aLateReleaseHarmsNobody() {
        var session = http.post("/api/v1/sessions", "{}").string("session");
        var held = acquire("{\"session\":\"%s\"}".formatted(session));
        release(held);

        var answer = release(held);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("permits-lost");
    }

    @Test
    void permitsOfOthersCannotBeReleased() {
        var held = acquire("{\"owner\":\"alice\"}");
        var session = http.post("/api/v1/sessions", "{}").string("session");

        var answer = http.post(
                path("/release"), "{\"session\":\"%s\",\"token\":\"%s\"}".formatted(session, held.string("token")));

        assertThat(answer.code()).isEqualTo("not-yours");
    }

    @Test
    void aHoldIsExtended() {
        var held = acquire("{\"owner\":\"alice\",\"lease\":\"1s\"}");

        var answer = http.post(
                path("/extend"),
                "{\"session\":\"%s\",\"token\":\"%s\",\"lease\":\"1m\"}"
                        .formatted(held.string("session"), held.string("token")));

        assertThat(answer.json().path("leaseMillis").asLong()).isEqualTo(60_000);
    }

    @Test
    void drainedItGrantsNothingUntilItIsUndrained() {
        http.post(path("/drain"), "");

        var refused = acquire("{\"owner\":\"alice\"}");
        var undrained = http.post(path("/undrain"), "");

        assertThat(refused.code()).isEqualTo("permits-exhausted");
        assertThat(refused.detail()).contains("drained");
        assertThat(undrained.string("state")).isEqualTo("OPEN");
        assertThat(acquire("{\"owner\":\"alice\"}").status()).isEqualTo(200);
    }

    @Test
    void whatIsInUseIsNotDeleted() {
        var held = acquire("{\"owner\":\"alice\"}");

        assertThat(http.delete(path("")).code()).isEqualTo("semaphore-in-use");
        release(held);
        assertThat(http.delete(path("")).string("state")).isEqualTo("DELETED");
        assertThat(http.get(path("")).status()).isEqualTo(404);
    }

    @Test
    void aTicketIsCancelledByItsSessionOnly() {
        acquire("{\"owner\":\"alice\",\"permits\":3}");
        var waiting = enqueue("bob", "");
        var path = path("/tickets/" + waiting.string("ticket"));
        var other = http.post("/api/v1/sessions", "{}").string("session");

        assertThat(http.delete(path + "?session=" + other).code()).isEqualTo("not-yours");
        assertThat(http.delete(path + "?session=" + waiting.string("session")).string("state"))
                .isEqualTo("CANCELLED");
        assertThat(http.get(path).code()).isEqualTo("wait-cancelled");
    }

    @Test
    void aTicketIsKnownAtItsSemaphoreOnly() {
        acquire("{\"owner\":\"alice\",\"permits\":3}");
        var waiting = enqueue("bob", "");

        assertThat(http.get(path("-other/tickets/" + waiting.string("ticket"))).code())
                .isEqualTo("ticket-unknown");
        assertThat(http.get(path("/tickets/999999999")).status()).isEqualTo(404);
    }

    @Test
    void aSessionShowsItsPermitsAndWaits() {
        var session = http.post("/api/v1/sessions", "{}").string("session");
        acquire("{\"session\":\"%s\",\"permits\":3}".formatted(session));
        acquire("?poll=0s", "{\"session\":\"%s\",\"owner\":\"x\",\"wait\":\"1m\"}".formatted(session));

        var answer = http.get("/api/v1/sessions/" + session).json();

        assertThat(answer.at("/permits/0/semaphore").asString()).isEqualTo(semaphore);
        assertThat(answer.at("/permits/0/permits").asInt()).isEqualTo(3);
        assertThat(answer.at("/permitWaits/0/position").asInt()).isEqualTo(1);
    }

    @Test
    void semaphoresAreListedPageByPage() {
        http.put(path("-2"), "{\"permits\":1}");

        var first = http.get("/api/v1/semaphores?limit=1&prefix=" + semaphore);
        var second = http.get("/api/v1/semaphores?limit=1&prefix=" + semaphore + "&cursor=" + first.string("cursor"));

        assertThat(first.json().at("/semaphores/0/semaphore").asString()).isEqualTo(semaphore);
        assertThat(second.json().at("/semaphores/0/semaphore").asString()).isEqualTo(semaphore + "-2");
        assertThat(http.get("/api/v1/semaphores?prefix=a%20b").status()).isEqualTo(400);
    }

    @Test
    void aRepetitionIsAnsweredTheSame() {
        var first = http.post(path("/acquire"), "{\"owner\":\"alice\"}", "Idempotency-Key", semaphore);

        var second = http.post(path("/acquire"), "{\"owner\":\"alice\"}", "Idempotency-Key", semaphore);

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(state().path("held").asInt()).isEqualTo(1);
    }

    private tools.jackson.databind.JsonNode state() {
        return http.get(path("")).json();
    }

    private Answer enqueue(String owner, String more) {
        return acquire("?poll=0s", "{\"owner\":\"%s\",\"permits\":2,\"wait\":\"1m\"%s}".formatted(owner, more));
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

    private String path(String rest) {
        return "/api/v1/semaphores/" + semaphore + rest;
    }

    private void awaitWaiters(int count) throws InterruptedException {
        for (int i = 0; i < 500 && state().path("waiterCount").asInt() < count; i++) {
            Thread.sleep(10);
        }
        assertThat(state().path("waiterCount").asInt()).isEqualTo(count);
    }
}
