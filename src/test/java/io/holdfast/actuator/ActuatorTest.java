package io.holdfast.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EdgeTest
class ActuatorTest {

    private final ReplicaConsensus consensus;
    private final Http http;

    ActuatorTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
    }

    @Test
    void theRaftEndpointShowsTheGroup() {
        var json = http.get("/actuator/raft").json();

        assertThat(json.path("node").asString()).isEqualTo("n1");
        assertThat(json.path("clusterId").asString()).isEqualTo("0c1d2e3f");
        var group = json.at("/groups/0");
        assertThat(group.path("group").asString()).isEqualTo("coordination");
        assertThat(group.path("peer").asString()).isEqualTo("n1");
        assertThat(group.path("role").asString()).isEqualTo("LEADER");
        assertThat(group.path("term").asInt()).isEqualTo(3);
        assertThat(group.path("leader").asString()).isEqualTo("n1");
        assertThat(group.path("commitIndex").asInt()).isEqualTo(7);
        assertThat(group.path("appliedIndex").asInt()).isEqualTo(6);
        assertThat(group.path("snapshotIndex").asInt()).isZero();
        assertThat(group.path("lag").asInt()).isEqualTo(1);
        assertThat(group.path("sequence").asInt()).isEqualTo(5);
        assertThat(group.path("stateDigest").asString()).isEqualTo("cafe");
        assertThat(group.path("digestIndex").asInt()).isEqualTo(4);
        var peer = group.at("/peers/1");
        assertThat(peer.path("node").asString()).isEqualTo("n2");
        assertThat(peer.path("address").asString()).isEqualTo("127.0.0.1:7082");
        assertThat(peer.path("matchIndex").asInt()).isEqualTo(6);
        assertThat(peer.path("lastContactMillis").asInt()).isEqualTo(12);
        assertThat(peer.path("state").asString()).isEqualTo("ALIVE");
        assertThat(json.at("/groups/1/group").asString()).isEqualTo("data-0");
        assertThat(json.at("/groups/1/leader").asString()).isEqualTo("n2");
    }

    @Test
    void aFollowerDoesNotPretendToKnowItsPeers() {
        consensus.follow(ReplicaConsensus.N2);

        var group = http.get("/actuator/raft").json().at("/groups/0");

        assertThat(group.path("leader").asString()).isEqualTo("n2");
        assertThat(group.at("/peers/0").has("matchIndex")).isFalse();
        assertThat(group.at("/peers/0").has("lastContactMillis")).isFalse();
    }

    @Test
    void aNodeThatServesIsReadyAndAlive() {
        for (var path : new String[] {
            "/actuator/health", "/actuator/health/readiness", "/actuator/health/liveness", "/livez", "/readyz"
        }) {
            assertThat(http.get(path).status()).as(path).isEqualTo(200);
            assertThat(http.get(path).string("status")).as(path).isEqualTo("UP");
        }
        var details = http.get("/readyz").json().at("/components/raft/details");
        assertThat(details.path("role").asString()).isEqualTo("LEADER");
        assertThat(details.path("leader").asString()).isEqualTo("n1");
        assertThat(details.path("lag").asInt()).isEqualTo(1);
        assertThat(details.at("/peers/n2").asString()).isEqualTo("ALIVE, heard of 12 ms ago");
    }

    @Test
    void aNodeWithoutAMajorityIsAliveAndNotReady() {
        consensus.follow(null);

        assertThat(http.get("/actuator/health").status()).isEqualTo(503);
        assertThat(http.get("/readyz").status()).isEqualTo(503);
        assertThat(http.get("/readyz")
                        .json()
                        .at("/components/raft/details/leader")
                        .asString())
                .isEqualTo("none");
        assertThat(http.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void aNodeIsReadyOnceAllItsGroupsAre() {
        assertThat(http.get("/readyz")
                        .json()
                        .at("/components/raft/details/groups/data-0/leader")
                        .asString())
                .isEqualTo("n2");

        consensus.loseDataLeader();

        assertThat(http.get("/readyz").status()).isEqualTo(503);
        assertThat(http.get("/livez").status()).isEqualTo(200);
    }

    @Test
    void aNodeWhoseEngineHasEndedIsNotAlive() {
        consensus.close();

        assertThat(http.get("/livez").status()).isEqualTo(503);
        assertThat(http.get("/actuator/health/liveness")
                        .json()
                        .at("/components/engine/status")
                        .asString())
                .isEqualTo("DOWN");
    }

    @Test
    void healthDoesNotDependOnRedisOrOnBreakers() {
        var components = http.get("/actuator/health").json().path("components").propertyNames();

        assertThat(components)
                .containsExactlyInAnyOrder(
                        "diskSpace", "engine", "livenessState", "ping", "raft", "readinessState", "ssl");
    }

    @Test
    void infoNamesNodeClusterAndVersions() {
        var json = http.get("/actuator/info").json();

        assertThat(json.at("/holdfast/node").asString()).isEqualTo("n1");
        assertThat(json.at("/holdfast/cluster").asString()).isEqualTo("0c1d2e3f");
        assertThat(json.at("/holdfast/ratis").asString()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(json.at("/build/version").asString()).isNotEmpty();
    }

    @Test
    void metricsAreThere() {
        http.post("/api/v1/locks/metrics/acquire", "{\"owner\":\"alice\"}");

        var text = http.get("/actuator/prometheus").text();

        assertThat(text)
                .contains("holdfast_raft_role{group=\"coordination\",role=\"leader\"} 1.0")
                .contains("holdfast_raft_role{group=\"data-0\",role=\"follower\"} 1.0")
                .contains("holdfast_raft_role{group=\"data-0\",role=\"leader\"} 0.0")
                .contains("holdfast_raft_term{group=\"coordination\"} 3.0")
                .contains("holdfast_raft_term{group=\"data-0\"} 2.0")
                .contains("holdfast_raft_commit_lag{group=\"coordination\"} 1.0")
                .contains("holdfast_raft_leader_changes_total{group=\"coordination\"} 2.0")
                .contains("holdfast_lock_acquire_seconds_count{outcome=\"granted\"}")
                .contains("holdfast_lock_held ")
                .contains("holdfast_lock_waiters ")
                .contains("holdfast_sessions ")
                .contains("http_server_requests_seconds_count{method=\"POST\",outcome=\"SUCCESS\",status=\"200\","
                        + "uri=\"/api/v1/locks/{name}/acquire\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"env", "beans", "configprops", "heapdump", "loggers", "threaddump", "shutdown", "circuitbreakers"
            })
    void nothingElseIsExposed(String endpoint) {
        assertThat(http.get("/actuator/" + endpoint).status()).isEqualTo(404);
    }
}
