package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What keys are good for, and for how long. */
@SecuredTest
class KeysTest {

    private static final String KEYS = "/api/v1/keys";
    private static final String CLUSTER = "/api/v1/cluster";

    private final Http http;
    private Tenant admin;

    KeysTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        consensus.lead();
        http = new Http(port);
    }

    @BeforeEach
    void begin() {
        admin = Tenant.admin(http);
    }

    @Test
    void aPrincipalHasTwoKeysSoThatOneCanFollowTheOther() {
        var first = admin.with("writer");
        var second = admin.like(first.principal(), "writer");

        var third = admin.post(KEYS, "{\"principal\":\"" + first.principal() + "\",\"role\":\"writer\"}");

        assertThat(third.status()).isEqualTo(429);
        assertThat(third.code()).isEqualTo("key-limit");
        assertThat(first.get(CLUSTER).status()).isEqualTo(200);
        assertThat(second.get(CLUSTER).status()).isEqualTo(200);
    }

    @Test
    void aRevokedKeyIsGoodForNothingAboutASecondLater() {
        var tenant = admin.with("writer");
        assertThat(tenant.get(CLUSTER).status()).isEqualTo(200);

        var revoked = admin.delete(KEYS + "/" + tenant.key());

        assertThat(revoked.string("state")).isEqualTo("REVOKED");
        assertThat(millisUntilRefused(tenant)).isLessThan(1_500);
    }

    @Test
    void aKeyEnds() {
        var made = admin.post(KEYS, "{\"principal\":\"short\",\"role\":\"reader\",\"ttl\":\"1s\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(http.get(CLUSTER, "Authorization", "Bearer " + made.string("token"))
                        .status())
                .isEqualTo(200);
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (http.get(CLUSTER, "X-Api-Key", made.string("token")).status() != 401) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void theSecretIsToldOnce() {
        var body = "{\"principal\":\"once\",\"role\":\"reader\"}";

        var first = admin.post(KEYS, body, "Idempotency-Key", "make-once");
        var again = admin.post(KEYS, body, "Idempotency-Key", "make-once");

        assertThat(first.string("token")).startsWith("hf_" + first.string("key"));
        assertThat(first.header("Cache-Control")).isEqualTo("no-store");
        assertThat(again.string("key")).isEqualTo(first.string("key"));
        assertThat(again.string("token")).isNull();
        assertThat(admin.get(KEYS + "?limit=500").text())
                .doesNotContain(first.string("token").substring(20));
    }

    @Test
    void theLastKeyThatMayDoEverythingStays() {
        var answer = admin.delete(KEYS + "/" + admin.key());

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("last-admin-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"reader\"}",
                "{\"principal\":\"x\"}",
                "{\"principal\":\"two words\",\"role\":\"reader\"}",
                "{\"principal\":\"x\",\"role\":\"king\"}",
                "{\"principal\":\"x\",\"role\":\"reader\",\"rules\":[\"everything\"]}",
                "{\"principal\":\"x\",\"role\":\"reader\",\"rules\":[\"king@lock:\"]}",
                "{\"principal\":\"x\",\"role\":\"reader\",\"rules\":[null]}",
                "{\"principal\":\"x\",\"role\":\"reader\",\"ttl\":\"soon\"}"
            })
    void whatCannotBeMeantIsSaid(String body) {
        var answer = admin.post(KEYS, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("bad-request");
    }

    @Test
    void pagesThatTellNothingOfAnybodyAreForEverybody() {
        assertThat(http.get("/").status()).isEqualTo(200);
        assertThat(http.get("/v3/api-docs").status()).isEqualTo(200);
        assertThat(http.get("/swagger-ui/index.html").status()).isEqualTo(200);
        assertThat(http.get("/swagger-ui/index.html").header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(http.get("/anything-else").status()).isEqualTo(401);
        assertThat(http.get("/anything-else", "Authorization", "Bearer " + admin.token())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void healthIsForEverybodyAndItsDetailsAreForOperators() {
        var reader = admin.with("reader");
        var operator = admin.with("operator");

        assertThat(http.get("/readyz").status()).isEqualTo(200);
        assertThat(http.get("/readyz").text()).doesNotContain("details");
        assertThat(reader.get("/actuator/health").text()).doesNotContain("details");
        assertThat(operator.get("/actuator/health").text()).contains("details");
    }

    @Test
    void figuresAreForReadersAndAllElseIsForOperators() {
        var reader = admin.with("reader");
        var operator = admin.with("operator");

        assertThat(http.get("/actuator/prometheus").status()).isEqualTo(401);
        assertThat(reader.get("/actuator/prometheus").status()).isEqualTo(200);
        assertThat(reader.get("/actuator/raft").status()).isEqualTo(200);
        assertThat(reader.get("/actuator/sbom").status()).isEqualTo(403);
        assertThat(reader.get("/actuator/env").status()).isEqualTo(403);
        assertThat(operator.get("/actuator/env").status()).isEqualTo(404);
    }

    private static long millisUntilRefused(Tenant tenant) {
        long begun = System.nanoTime();
        while (tenant.get(CLUSTER).status() == 200 && System.nanoTime() - begun < 5_000_000_000L) {
            Thread.onSpinWait();
        }
        return (System.nanoTime() - begun) / 1_000_000;
    }
}
