package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.process.Reply.Answered;
import io.holdfast.testing.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Nodes that ask for keys, speak TLS to clients and show one another certificates, all at once. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(600)
class SecuredClusterIT {

    private static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final String NEWCOMER = "n4";
    private static final String ADMIN_KEY = "hf_00000000000000aa_" + "A".repeat(43);
    private static final String CLUSTER_SECRET = "0123456789abcdef".repeat(4);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

    /** Of clients together, on each side of what happens. */
    private static final int DONE = 60;

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    @TempDir
    static Path secrets;

    private static Authority authority;
    private static Access admin;
    private static ProcessCluster cluster;
    private static HttpApi strangers;
    private static HttpApi readers;
    private static HttpApi writers;
    private static String writersKeyId = "";

    @BeforeAll
    static void open() {
        authority = Authority.of(secrets.resolve("ours"), "n1,127.0.0.1", "n2,127.0.0.1", "n3,127.0.0.1");
        admin = new Access(authority.trusted(), ADMIN_KEY);
        cluster = EVIDENCE.of(ProcessCluster.open(plan()));
        strangers = as("");
        try (var first = as(ADMIN_KEY)) {
            readers = as(create(first, "auditor", "reader").path("token").asString());
            var key = create(first, "billing", "writer");
            writersKeyId = key.path("key").asString();
            writers = as(key.path("token").asString());
        }
    }

    private static ClusterPlan plan() {
        var bundle = "spring.ssl.bundle.pem.node.";
        return ClusterPlan.of("secured", NODES.size())
                .watchedBy(admin)
                .with("holdfast.raft.election-timeout-min", "1500ms")
                .with("holdfast.raft.election-timeout-max", "3s")
                .with("holdfast.security.authentication", "required")
                .with("holdfast.security.cluster-secret", CLUSTER_SECRET)
                .with("holdfast.security.admin-key", ADMIN_KEY)
                .with(bundle + "keystore.certificate", "file:" + authority.certificate("{node}"))
                .with(bundle + "keystore.private-key", "file:" + authority.key("{node}"))
                .with(bundle + "truststore.certificate", "file:" + authority.root())
                .with("holdfast.tls.bundle", "node")
                .with("server.ssl.bundle", "node")
                .with("server.http2.enabled", "true");
    }

    private static HttpApi as(String key) {
        return new HttpApi(cluster::url, REQUEST_LIMIT, admin.with(key));
    }

    private static JsonNode create(HttpApi by, String principal, String role) {
        var made = answered(
                () -> by.post("n1", "/api/v1/keys", Map.of("principal", principal, "role", role), "key-" + principal));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.body();
    }

    @AfterAll
    static void close() {
        for (var api : new HttpApi[] {strangers, readers, writers}) {
            if (api != null) {
                api.close();
            }
        }
    }

    @Test
    void nobodyIsHeardWithoutAKeyOfTheCluster() {
        try (var impostors = as(ADMIN_KEY.replace('A', 'B'))) {
            for (var node : NODES) {
                for (var api : List.of(strangers, impostors)) {
                    assertThat(status(() -> api.get(node, "/api/v1/locks/billing")))
                            .isEqualTo(401);
                    assertThat(status(() -> acquire(api, node, "billing", "x"))).isEqualTo(401);
                }
            }
        }
    }

    @Test
    void readersSeeAndChangeNothing() {
        for (var node : NODES) {
            assertThat(status(() -> readers.get(node, "/api/v1/locks/untouched")))
                    .isEqualTo(200);
            assertThat(status(() -> acquire(readers, node, "untouched", "reader-at-" + node)))
                    .isEqualTo(403);
        }
    }

    @Test
    void whoeverForwardsSaysWhoAsks() {
        var leader = cluster.awaitLeader();
        for (var follower :
                cluster.namesWithout(leader).stream().filter(NODES::contains).toList()) {
            var key = "forwarded-by-" + follower;

            var taken = answered(() -> acquire(writers, follower, key, key));

            assertThat(taken.status()).as(taken.toString()).isEqualTo(200);
            assertThat(taken.node()).as("it was not redirected").isEqualTo(follower);
            var session = taken.body().path("session").asString();
            assertThat(status(() -> readers.get(follower, "/api/v1/sessions/" + session)))
                    .as("the session is of who asked, not of the node")
                    .isEqualTo(403);
            var noted = Await.until(LIMIT, key + " in a trail", () -> trail(follower, key), line -> !line.isEmpty());
            assertThat(noted)
                    .contains("\"principal\":\"billing\"")
                    .contains("\"key\":\"" + writersKeyId + "\"")
                    .contains("\"operation\":\"acquireLock\"");
        }
    }

    /** What another node has noted of a request, which it does a moment after the answer; empty until then. */
    private static String trail(String follower, String request) {
        return cluster.namesWithout(follower).stream()
                .map(node -> cluster.dataDirectory(node).resolve("audit/audit.jsonl"))
                .filter(Files::exists)
                .flatMap(SecuredClusterIT::lines)
                .filter(line -> line.contains("\"request\":\"" + request + "\""))
                .findFirst()
                .orElse("");
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void clientsAreSpokenToUnderTlsAloneAndKnowTheNodes() throws Exception {
        var url = cluster.url("n2").resolve("/api/v1/cluster");
        try (var http2 = HttpClient.newBuilder().sslContext(admin.trust()).build();
                var trustsOthers = HttpClient.newHttpClient()) {
            var seen = http2.send(admin.request(url).build(), BodyHandlers.ofString());

            assertThat(seen.statusCode()).isEqualTo(200);
            assertThat(seen.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThatThrownBy(() -> trustsOthers.send(admin.request(url).build(), BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);

            var plain = URI.create(url.toString().replace("https", "http"));
            var refused = trustsOthers.send(admin.request(plain).build(), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).doesNotContain("nodes");
        }
    }

    /** It has the cluster's secret and a key: all that differs afterwards, when it gets in, is who signed its certificate. */
    @Test
    void aNodeWithACertificateOfAnotherAuthorityGetsNowhere() throws IOException {
        var foreign = Authority.of(secrets.resolve("theirs"), NEWCOMER + ",127.0.0.1");
        Files.copy(foreign.certificate(NEWCOMER), authority.certificate(NEWCOMER), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(foreign.key(NEWCOMER), authority.key(NEWCOMER), StandardCopyOption.REPLACE_EXISTING);

        cluster.join(NEWCOMER);

        Await.until(
                LIMIT,
                "the stranger to have asked everybody",
                () -> cluster.logs(NEWCOMER),
                log -> log.contains("waiting to join: no member of cluster"));
        cluster.kill(NEWCOMER);
        assertThat(NODES).allSatisfy(node -> assertThat(standingAt(node)).isEmpty());

        Authority.of(authority.directory(), NEWCOMER + ",127.0.0.1");
        cluster.start(NEWCOMER);
        Await.until(LIMIT, "who has a certificate to vote", () -> standingAt(cluster.awaitLeader()), "VOTER"::equals);
    }

    /** Of the newcomer; empty where nobody has heard of it. */
    private static String standingAt(String node) {
        for (var one :
                answered(() -> readers.get(node, "/api/v1/cluster")).body().path("nodes")) {
            if (one.path("node").asString().equals(NEWCOMER)) {
                return one.path("standing").asString();
            }
        }
        return "";
    }

    @Test
    void thingsGoOnWhenTheLeaderIsKilled() {
        try (var clients = new Clientele(writers, "secured", () -> NODES).start(2, 2, 2)) {
            awaitMore(clients);
            var old = cluster.awaitLeader();

            cluster.kill(old);

            cluster.awaitLeaderOtherThan(old);
            awaitMore(clients);
            cluster.start(old);
            cluster.awaitReady(old);
            awaitMore(clients);
            assertThat(clients.audit()).isEmpty();
        }
    }

    private static void awaitMore(Clientele clients) {
        int wanted = clients.count() + DONE;
        Await.until(LIMIT, wanted + " requests", clients::count, count -> count >= wanted);
    }

    private static Reply acquire(HttpApi by, String node, String lock, String key) {
        return by.post(node, "/api/v1/locks/" + lock + "/acquire", Map.of("owner", "somebody"), key);
    }

    /** Asks until it is told: on a machine that does much else there is nobody to lead at times. */
    private static Answered answered(Supplier<Reply> request) {
        return (Answered) Await.until(LIMIT, "an answer", request, Answered.class::isInstance);
    }

    private static int status(Supplier<Reply> request) {
        return answered(request).status();
    }
}
