package io.holdfast.election.web;

import static org.assertj.core.api.Assertions.assertThat;

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
import tools.jackson.databind.JsonNode;

@EdgeTest
class ElectionControllerTest {

    /** Every test has its own election, because all share one cluster. */
    private final String election = "election-" + UUID.randomUUID();

    private final ReplicaConsensus consensus;
    private final Http http;

    ElectionControllerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
    }

    @Test
    void whoCampaignsWhereNobodyLeadsIsElectedAtOnce() {
        var answer = campaign("{\"candidate\":\"alice\",\"value\":\"http://a\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("state")).isEqualTo("LEADING");
        assertThat(answer.json().path("term").isString()).isTrue();
        assertThat(answer.string("value")).isEqualTo("http://a");
        assertThat(answer.string("session")).hasSize(32);
        assertThat(state().string("version")).isEqualTo(answer.string("term"));
        assertThat(state().json().at("/leader/candidate").asString()).isEqualTo("alice");
    }

    @Test
    void aRepeatedCampaignIsToldTheSessionThatWasElected() {
        var path = "/api/v1/elections/" + election + "/campaign";
        var first = http.post(path, "{\"candidate\":\"alice\"}", "Idempotency-Key", election);

        var second = http.post(path, "{\"candidate\":\"alice\"}", "Idempotency-Key", election);

        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(state().json().at("/leader/session").asString()).isEqualTo(second.string("session"));
    }

    @Test
    void anElectionThatNobodyLeadsIsVacant() {
        assertThat(state().string("state")).isEqualTo("VACANT");
        assertThat(state().json().has("leader")).isFalse();
    }

    @Test
    void anotherCandidateIsToldWhoLeads() {
        campaign("{\"candidate\":\"alice\"}");

        var answer = campaign("{\"candidate\":\"bob\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("election-taken");
        assertThat(answer.detail()).startsWith("alice leads");
        assertThat(answer.json().at("/leader/candidate").asString()).isEqualTo("alice");
    }

    @Test
    void whoLeadsOrWaitsAlreadyIsToldSo() {
        var session = http.post("/api/v1/sessions", "{}").string("session");
        var body = "{\"session\":\"%s\",\"candidate\":\"%s\",\"wait\":\"1m\"}";
        var leader = campaign(body.formatted(session, "alice"));
        var waiting = campaign("?poll=0s", body.formatted(session, "bob"));

        var again = campaign(body.formatted(session, "alice"));
        var busy = campaign("?poll=0s", body.formatted(session, "bob"));

        assertThat(again.code()).isEqualTo("leads-already");
        assertThat(again.string("term")).isEqualTo(leader.string("term"));
        assertThat(busy.code()).isEqualTo("owner-busy");
        assertThat(busy.string("ticket")).isEqualTo(waiting.string("ticket"));
    }

    @Test
    void theGreatestPriorityIsElectedWhenTheLeaderResigns() throws Exception {
        var alice = campaign("{\"candidate\":\"alice\"}");
        candidate("bob", 0);
        var waiting = CompletableFuture.supplyAsync(
                () -> campaign("{\"candidate\":\"carol\",\"priority\":5,\"wait\":\"30s\"}"),
                Thread::startVirtualThread);
        for (int i = 0; i < 500 && state().json().path("candidateCount").asInt() < 2; i++) {
            Thread.sleep(10);
        }

        var resigned = office("resign", alice, "");

        assertThat(resigned.string("state")).isEqualTo("RESIGNED");
        var answer = waiting.get(20, TimeUnit.SECONDS);
        assertThat(answer.string("candidate")).isEqualTo("carol");
        assertThat(Long.parseLong(answer.string("term"))).isGreaterThan(Long.parseLong(alice.string("term")));
        assertThat(state().json().at("/leader/claimed").asBoolean()).isTrue();
    }

    @Test
    void aPollClaimsTheOfficeBeforeItTells() {
        var alice = campaign("{\"candidate\":\"alice\"}");
        var bob = candidate("bob", 0);
        office("resign", alice, "");
        assertThat(state().json().at("/leader/claimed").asBoolean()).isFalse();

        var answer = http.get(ticket(bob));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("state")).isEqualTo("LEADING");
        assertThat(state().json().at("/leader/claimed").asBoolean()).isTrue();
    }

    @Test
    void anOfficeThatNobodyClaimsPassesOn() throws InterruptedException {
        var alice = campaign("{\"candidate\":\"alice\"}");
        var bob = campaign("?poll=0s", "{\"candidate\":\"bob\",\"wait\":\"1m\",\"claim\":\"1s\"}");
        office("resign", alice, "");
        for (int i = 0; i < 200 && state().string("state").equals("LED"); i++) {
            Thread.sleep(20);
        }

        assertThat(http.get(ticket(bob)).code()).isEqualTo("grant-unclaimed");
    }

    @Test
    void aLeaderHandsOverToACandidateByName() {
        var alice = campaign("{\"candidate\":\"alice\"}");
        candidate("bob", 0);
        var carol = candidate("carol", -5);

        var nobody = office("transfer", alice, ",\"to\":\"nobody\"");
        var answer = office("transfer", alice, ",\"to\":\"carol\"");

        assertThat(nobody.code()).isEqualTo("candidate-unknown");
        assertThat(answer.string("candidate")).isEqualTo("carol");
        assertThat(http.get(ticket(carol)).string("term")).isEqualTo(answer.string("term"));
    }

    @Test
    void whatALeaderProclaimsIsObserved() throws Exception {
        var alice = campaign("{\"candidate\":\"alice\",\"value\":\"one\"}");
        var observed = observe(alice.string("term"));

        office("proclaim", alice, ",\"value\":\"two\"");

        var answer = observed.get(20, TimeUnit.SECONDS);
        assertThat(answer.json().at("/leader/value").asString()).isEqualTo("two");
        assertThat(Long.parseLong(answer.string("version"))).isGreaterThan(Long.parseLong(alice.string("term")));
    }

    @Test
    void observersLearnThatNobodyLeadsAnyMore() throws Exception {
        var alice = campaign("{\"candidate\":\"alice\"}");
        var observed = observe(alice.string("term"));

        http.delete("/api/v1/sessions/" + alice.string("session"));

        assertThat(observed.get(20, TimeUnit.SECONDS).string("state")).isEqualTo("VACANT");
    }

    @Test
    void observersAreAnsweredInTimeAlsoWhenNothingHappens() {
        var alice = campaign("{\"candidate\":\"alice\"}");
        candidate("bob", 0);

        var answer = http.get(path("?wait=100ms&after=" + alice.string("term")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("version")).isEqualTo(alice.string("term"));
        assertThat(http.get(path("?after=x")).status()).isEqualTo(400);
    }

    private CompletableFuture<Answer> observe(String version) {
        return CompletableFuture.supplyAsync(
                () -> http.get(path("?wait=20s&after=" + version)), Thread::startVirtualThread);
    }

    @Test
    void anOldTermIsOfNoUse() {
        var alice = campaign("{\"candidate\":\"alice\"}");
        candidate("bob", 0);
        var session = http.post("/api/v1/sessions", "{}").string("session");
        var body = "{\"session\":\"%s\",\"term\":\"%s\"%s}";

        var other = http.post(path("/resign"), body.formatted(session, alice.string("term"), ""));
        var proclaim = http.post(path("/proclaim"), body.formatted(session, "1", ",\"value\":\"x\""));

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("leadership-lost");
        assertThat(proclaim.code()).isEqualTo("leadership-lost");
    }

    @Test
    void aCandidacyIsWithdrawnByItsSessionOnly() {
        campaign("{\"candidate\":\"alice\"}");
        var bob = candidate("bob", 0);
        var other = http.post("/api/v1/sessions", "{}").string("session");

        assertThat(http.delete(ticket(bob) + "?session=" + other).code()).isEqualTo("not-yours");
        assertThat(http.delete(ticket(bob) + "?session=" + bob.string("session"))
                        .string("state"))
                .isEqualTo("WITHDRAWN");
        assertThat(http.get(ticket(bob)).code()).isEqualTo("wait-cancelled");
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        assertThat(campaign("{\"ttl\":\"5s\"}").detail()).contains("candidate");
        assertThat(campaign("{\"candidate\":\"alice\",\"priority\":11}").status())
                .isEqualTo(400);
        assertThat(campaign("{\"candidate\":\"alice\",\"claim\":\"1ms\"}").status())
                .isEqualTo(400);
        assertThat(http.get("/api/v1/elections/a%20b").status()).isEqualTo(400);
        assertThat(http.get(path("/tickets/999999999")).code()).isEqualTo("ticket-unknown");
    }

    @Test
    void aSessionShowsWhatItLeadsAndWaitsFor() {
        var session = http.post("/api/v1/sessions", "{}").string("session");
        var body = "{\"session\":\"%s\",\"candidate\":\"%s\",\"wait\":\"1m\"}";
        campaign(body.formatted(session, "alice"));
        campaign("?poll=0s", body.formatted(session, "bob"));

        var answer = http.get("/api/v1/sessions/" + session).json();

        assertThat(answer.at("/leads/0/election").asString()).isEqualTo(election);
        assertThat(answer.at("/candidacies/0/candidate").asString()).isEqualTo("bob");
    }

    @Test
    void electionsAreListed() {
        campaign("{\"candidate\":\"alice\"}");

        JsonNode page = http.get("/api/v1/elections?prefix=" + election).json();

        assertThat(page.path("elections").size()).isEqualTo(1);
        assertThat(page.at("/elections/0/leader/candidate").asString()).isEqualTo("alice");
        assertThat(page.path("cursor").isNull()).isTrue();
    }

    private Answer candidate(String name, int priority) {
        return campaign(
                "?poll=0s",
                "{\"candidate\":\"%s\",\"priority\":%d,\"wait\":\"1m\",\"claim\":\"30s\"}".formatted(name, priority));
    }

    private Answer campaign(String body) {
        return campaign("", body);
    }

    private Answer campaign(String query, String body) {
        return http.post(path("/campaign" + query), body);
    }

    private Answer office(String verb, Answer leader, String more) {
        return http.post(
                path("/" + verb),
                "{\"session\":\"%s\",\"term\":\"%s\"%s}"
                        .formatted(leader.string("session"), leader.string("term"), more));
    }

    private Answer state() {
        return http.get(path(""));
    }

    private String ticket(Answer waiting) {
        return path("/tickets/" + waiting.string("ticket"));
    }

    private String path(String rest) {
        return "/api/v1/elections/" + election + rest;
    }
}
