package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.Http;
import io.holdfast.web.Http.Answer;
import io.holdfast.web.ReplicaConsensus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Two tenants with all they may have each, and nothing of the other's. */
@SecuredTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantsApartTest {

    private static final String V1 = "/api/v1";
    private static final String ENTRY = V1 + "/caches/alice.cache/entries/one";

    private final Http http;
    private Tenant admin;
    private Tenant alice;
    /** Alice, by another key. */
    private Tenant second;

    private Tenant bob;

    /** May use the same names as Alice. */
    private Tenant neighbour;

    private String session;
    private String bobs;
    private String token;
    private String ticket;
    private String waiting;
    private String receipt;
    private String fill;

    TenantsApartTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        consensus.lead();
        http = new Http(port);
    }

    @BeforeAll
    void aliceHasThings() {
        admin = Tenant.admin(http);
        alice = admin.with("operator", "*:alice.");
        second = admin.like(alice.principal(), "writer", "*:alice.");
        bob = admin.with("operator", "*:bob.");
        neighbour = admin.with("operator", "*:alice.");
        session = alice.session();
        waiting = alice.session();
        bobs = bob.session();
        var held = alice.post(V1 + "/locks/alice.lock/acquire", "{\"session\":\"" + session + "\"}");
        assertThat(held.status()).as(held.text()).isEqualTo(200);
        token = held.string("token");
        ticket = alice.post(
                        V1 + "/locks/alice.lock/acquire?poll=0s", "{\"session\":\"" + waiting + "\",\"wait\":\"1m\"}")
                .string("ticket");
        receipt = received();
        fill = missed();
    }

    private String received() {
        alice.put(V1 + "/queues/alice.jobs", "{}");
        alice.post(V1 + "/queues/alice.jobs/messages", "{\"body\":1}");
        var received = alice.post(V1 + "/queues/alice.jobs/receive", "{\"visibility\":\"10m\"}");
        var given = received.json().path("messages").path(0).path("receipt").asString("");
        assertThat(given).as(received.text()).isNotEmpty();
        return given;
    }

    private String missed() {
        alice.put(V1 + "/caches/alice.cache", "{}");
        var missed = alice.get(ENTRY, "Prefer", "wait=0");
        assertThat(missed.header("Fill-Lease")).as(missed.text()).isNotNull();
        return missed.header("Fill-Lease");
    }

    @TestFactory
    Stream<DynamicTest> nothingOfAlicesIsBobs() {
        var attempts = new LinkedHashMap<String, Function<Tenant, Answer>>();
        locks(attempts);
        sessions(attempts);
        others(attempts);
        handedOut(attempts);
        return denied(attempts, bob);
    }

    /** Rules say which names a key may use; what was opened or handed out is its principal's all the same. */
    @TestFactory
    Stream<DynamicTest> whatWasGivenToAliceIsNotHerNeighbours() {
        var attempts = new LinkedHashMap<String, Function<Tenant, Answer>>();
        sessions(attempts);
        handedOut(attempts);
        var lock = V1 + "/locks/alice.lock";
        var hers = "{\"session\":\"" + session + "\",\"token\":\"" + token + "\"";
        attempts.put("give her lock back by her session", who -> who.post(lock + "/release", hers + "}"));
        attempts.put("extend her lock by her session", who -> who.post(lock + "/extend", hers + ",\"lease\":\"1m\"}"));
        attempts.put("end her wait", who -> who.delete(V1 + "/tickets/" + ticket + "?session=" + waiting));
        return denied(attempts, neighbour);
    }

    private static Stream<DynamicTest> denied(Map<String, Function<Tenant, Answer>> attempts, Tenant who) {
        return attempts.entrySet().stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
                    var answer = attempt.getValue().apply(who);

                    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
                    assertThat(answer.code()).isEqualTo("forbidden");
                }));
    }

    private void handedOut(Map<String, Function<Tenant, Answer>> attempts) {
        var queue = V1 + "/queues/alice.jobs";
        var one = queue + "/receipts/" + receipt;
        attempts.put("acknowledge her message", who -> who.delete(one));
        attempts.put("keep her message", who -> who.patch(one, "{\"visibility\":\"1m\"}"));
        attempts.put("say that her message failed", who -> who.post(one + "/fail", "{}"));
        attempts.put("give her message back", who -> who.post(one + "/release", "{}"));
        attempts.put("bury her message", who -> who.post(one + "/dead", "{}"));
        attempts.put(
                "acknowledge her message among others",
                who -> who.post(queue + "/settle", "{\"acks\":[\"" + receipt + "\"]}"));
        attempts.put("fill her entry by her lease", who -> who.put(ENTRY, "{}", "Fill-Lease", fill));
    }

    @Test
    void whatWasGivenToAliceIsHers() {
        var mine = received();

        assertThat(second.delete(V1 + "/queues/alice.jobs/receipts/" + mine).status())
                .isEqualTo(204);
        assertThat(second.put(ENTRY + "-of-hers", "{}").status()).isEqualTo(201);
        var missed = alice.get(ENTRY + "-2", "Prefer", "wait=0").header("Fill-Lease");
        assertThat(second.put(ENTRY + "-2", "{}", "Fill-Lease", missed).status())
                .isEqualTo(201);
    }

    private void locks(Map<String, Function<Tenant, Answer>> attempts) {
        var lock = V1 + "/locks/alice.lock";
        var own = "{\"session\":\"" + bobs + "\",\"token\":\"" + token + "\"}";
        attempts.put("see her lock", who -> who.get(lock));
        attempts.put("check her token", who -> who.get(lock + "/fence?token=" + token));
        attempts.put("take her lock", who -> who.post(lock + "/acquire", "{\"owner\":\"bob\"}"));
        attempts.put("give her lock back", who -> who.post(lock + "/release", own));
        attempts.put("take her lock by force", who -> who.post(lock + "/force-release", "{\"reason\":\"mine\"}"));
        attempts.put("ask for her lock", who -> who.post(lock + "/revoke-request", "{}"));
        attempts.put(
                "take her lock among others",
                who -> who.post(
                        V1 + "/locks/acquire-all",
                        "{\"owner\":\"bob\",\"locks\":[{\"name\":\"bob.a\"},{\"name\":\"alice.lock\"}]}"));
        attempts.put("give her lock back among others", who -> who.post(V1 + "/locks/release-all", grips(bobs)));
        attempts.put(
                "extend her lock among others",
                who -> who.post(V1 + "/locks/extend-all", grips(bobs).replace("}]", "}],\"lease\":\"1m\"")));
        attempts.put("list her locks", who -> who.get(V1 + "/locks?prefix=alice."));
        attempts.put("list all locks", who -> who.get(V1 + "/locks"));
        attempts.put("list part of all locks", who -> who.get(V1 + "/locks?prefix=b"));
        attempts.put("see her ticket", who -> who.get(V1 + "/tickets/" + ticket));
        attempts.put("end her wait", who -> who.delete(V1 + "/tickets/" + ticket + "?session=" + waiting));
        attempts.put("see who waits for whom", who -> who.get(V1 + "/wait-graph"));
        attempts.put("see deadlocks", who -> who.get(V1 + "/deadlocks"));
        attempts.put("see what was taken by force", who -> who.get(V1 + "/force-releases"));
    }

    private String grips(String by) {
        return "{\"session\":\"" + by + "\",\"locks\":[{\"name\":\"alice.lock\",\"token\":\"" + token + "\"}]}";
    }

    private void sessions(Map<String, Function<Tenant, Answer>> attempts) {
        var path = V1 + "/sessions/" + session;
        attempts.put("see her session", who -> who.get(path));
        attempts.put("keep her session alive", who -> who.post(path + "/keepalive", ""));
        attempts.put("end her session", who -> who.delete(path));
        attempts.put(
                "take a lock of his own by her session",
                who -> who.post(V1 + "/locks/bob.lock/acquire", "{\"session\":\"" + session + "\"}"));
        attempts.put(
                "campaign by her session",
                who -> who.post(
                        V1 + "/elections/bob.boss/campaign",
                        "{\"candidate\":\"bob\",\"session\":\"" + session + "\"}"));
        attempts.put(
                "be a member by her session",
                who -> who.put(V1 + "/groups/bob.g/members/m", "{\"session\":\"" + session + "\",\"value\":\"v\"}"));
    }

    private void others(Map<String, Function<Tenant, Answer>> attempts) {
        attempts.put("make a semaphore in her name", who -> who.put(V1 + "/semaphores/alice.s", "{\"permits\":1}"));
        attempts.put("see her election", who -> who.get(V1 + "/elections/alice.boss"));
        attempts.put("see her group", who -> who.get(V1 + "/groups/alice.workers"));
        attempts.put("make a queue in her name", who -> who.put(V1 + "/queues/alice.q", "{}"));
        attempts.put("send to her queue", who -> who.post(V1 + "/queues/alice.q/messages", "x"));
        attempts.put("receive from her queue", who -> who.post(V1 + "/queues/alice.q/receive", "{}"));
        attempts.put("purge her queue", who -> who.post(V1 + "/queues/alice.q/purge", "{}"));
        attempts.put("watch her things", who -> who.get(V1 + "/events?prefix=alice."));
        attempts.put("watch everything", who -> who.get(V1 + "/events"));
        attempts.put("make a key", who -> who.post(V1 + "/keys", "{\"principal\":\"x\",\"role\":\"admin\"}"));
        attempts.put("revoke her key", who -> who.delete(V1 + "/keys/" + alice.key()));
        attempts.put("list keys", who -> who.get(V1 + "/keys?prefix=bob"));
    }

    @Test
    void whatIsHisOwnIsBobs() {
        var held = bob.post(V1 + "/locks/bob.own/acquire", "{\"session\":\"" + bobs + "\"}");

        assertThat(held.status()).isEqualTo(200);
        assertThat(bob.get(V1 + "/locks?prefix=bob.").text())
                .contains("bob.own")
                .doesNotContain("alice");
        assertThat(bob.post(V1 + "/sessions/" + bobs + "/keepalive", "").status())
                .isEqualTo(200);
        assertThat(bob.get(V1 + "/events?prefix=bob.").status()).isEqualTo(200);
    }

    @Test
    void listsOfSessionsShowHisOwn() {
        assertThat(bob.get(V1 + "/sessions").text()).contains(bobs).doesNotContain(session);
        assertThat(admin.get(V1 + "/sessions?limit=500").text()).contains(bobs).contains(session);
    }

    @Test
    void oneKeyOfIdempotencyIsAnotherOneForAnotherPrincipal() {
        var first = alice.post(V1 + "/sessions", "{}", "Idempotency-Key", "the-same");
        var second = bob.post(V1 + "/sessions", "{}", "Idempotency-Key", "the-same");
        var again = alice.post(V1 + "/sessions", "{}", "Idempotency-Key", "the-same");

        assertThat(second.string("session")).isNotEqualTo(first.string("session"));
        assertThat(second.header("Idempotency-Replayed")).isNull();
        assertThat(again.string("session")).isEqualTo(first.string("session"));
    }

    @Test
    void aSessionIsThePrincipalsAndNotTheKeys() {
        assertThat(second.post(V1 + "/sessions/" + session + "/keepalive", "").status())
                .isEqualTo(200);
    }

    @Test
    void aPrincipalHasSoManySessionsAndNoMore() {
        var many = admin.with("writer");
        for (int i = 0; i < 20; i++) {
            assertThat(many.session()).isNotNull();
        }

        var one = many.post(V1 + "/sessions", "{}");
        var implicit = many.post(V1 + "/locks/" + many.principal() + "/acquire", "{\"owner\":\"o\"}");

        assertThat(one.code()).isEqualTo("session-limit");
        assertThat(implicit.code()).isEqualTo("session-limit");
        assertThat(bob.session()).isNotNull();
    }

    @Test
    void anAdministratorWithRulesMakesNoKeys() {
        var limited = admin.with("admin", "*:carol.");

        var made = limited.post(V1 + "/keys", "{\"principal\":\"x\",\"role\":\"admin\"}");

        assertThat(made.status()).isEqualTo(403);
        assertThat(made.detail()).contains("rules");
    }
}
