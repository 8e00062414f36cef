package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import io.holdfast.web.EdgeApplication;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import java.util.HashSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A node and the issuer of its callers' tokens, which is asked over HTTP and comes and goes: one story. */
@SpringBootTest(
        classes = EdgeApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "holdfast.security.authentication=required",
            "holdfast.security.admin-key=" + Tenant.ADMIN_KEY,
            "holdfast.security.cluster-secret=" + Tenant.SECRET,
            "holdfast.audit.enabled=false",
            "spring.security.oauth2.resourceserver.jwt.audiences=holdfast"
        })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IssuerTest {

    private static final FakeIssuer ISSUER = new FakeIssuer();
    private static final RSAKey FIRST = ISSUER.newKey("first");
    private static final String LOCK = "/api/v1/locks/carol.lock";

    private final Http http;

    IssuerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        consensus.lead();
        http = new Http(port);
    }

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry properties) {
        properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
    }

    @AfterAll
    static void stop() {
        ISSUER.stop();
    }

    private Http.Answer see(String token) {
        return http.get(LOCK, "Authorization", "Bearer " + token);
    }

    @Test
    @Order(1)
    void withoutAnIssuerKeysAreGoodAndTokensHaveToWait() {
        assertThat(Tenant.admin(http).get(LOCK).status()).isEqualTo(200);

        var answer = see(ISSUER.token(FIRST, "reader"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("issuer-unreachable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    @Order(2)
    void whenItComesItsTokensAreGoodForWhatTheySay() {
        ISSUER.start();

        assertThat(see(ISSUER.token(FIRST, "reader")).status()).isEqualTo(200);
        var taken = http.post(
                LOCK + "/acquire", "{\"owner\":\"c\"}", "Authorization", "Bearer " + ISSUER.token(FIRST, "reader"));
        assertThat(taken.status()).isEqualTo(403);
        assertThat(taken.detail()).contains("jwt:carol");
    }

    @Test
    @Order(3)
    void tokensForOthersOrOfOthersAreGoodForNothing() {
        var forOthers = ISSUER.claims("admin").audience("another-service").build();
        var ofOthers = ISSUER.claims("admin").issuer("http://127.0.0.1:1").build();

        assertThat(see(FakeIssuer.token(FIRST, forOthers)).status()).isEqualTo(401);
        assertThat(see(FakeIssuer.token(FIRST, ofOthers)).status()).isEqualTo(401);
        assertThat(see(ISSUER.token(FakeIssuer.key("first"), "admin")).status()).isEqualTo(401);
    }

    @Test
    @Order(4)
    void whenItChangesItsKeysTheNewOneIsGoodAtOnceAndTheOldOneNoMore() {
        var second = ISSUER.newKey("second");
        ISSUER.forget(FIRST);

        assertThat(see(ISSUER.token(second, "reader")).status()).isEqualTo(200);
        assertThat(see(ISSUER.token(FIRST, "reader")).status()).isEqualTo(401);
    }

    @Test
    @Order(5)
    void whenItGoesAgainTheKeysThatAreKnownAreGoodForAWhile() {
        var third = ISSUER.newKey("third");
        assertThat(see(ISSUER.token(third, "reader")).status()).isEqualTo(200);
        ISSUER.stop();

        assertThat(see(ISSUER.token(third, "reader")).status()).isEqualTo(200);
        assertThat(see(ISSUER.token(FakeIssuer.key("fourth"), "reader")).code()).isEqualTo("issuer-unreachable");
    }

    @Test
    @Order(6)
    void whoMakesKeysUpDoesNotHaveItAskedForEachOfThem() {
        ISSUER.start();
        var madeUp = FakeIssuer.key("made-up");
        int before = ISSUER.questions();

        var statuses = new HashSet<Integer>();
        for (int i = 0; i < 200; i++) {
            statuses.add(see(ISSUER.token(madeUp, "admin")).status());
        }

        assertThat(statuses).isSubsetOf(401, 503);
        assertThat(ISSUER.questions() - before).isLessThan(100);
        assertThat(Tenant.admin(http).get(LOCK).status()).isEqualTo(200);
    }
}
