package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Authority;
import io.holdfast.web.EdgeApplication;
import io.holdfast.web.ReplicaConsensus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A node that speaks HTTP under TLS, by certificates that the launcher has made and that are changed while it runs. */
@SpringBootTest(
        classes = EdgeApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "server.ssl.bundle=node",
            "server.http2.enabled=true",
            "spring.ssl.bundle.pem.node.reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=200ms"
        })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DirtiesContext
class ClientTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int STREAMS = 50;

    @TempDir
    static Path directory;

    private final URI origin;

    ClientTlsTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        consensus.lead();
        origin = URI.create("https://127.0.0.1:" + port);
    }

    @DynamicPropertySource
    static void certificates(DynamicPropertyRegistry properties) throws IOException {
        Authority.of(directory.resolve("ours"), "n1,127.0.0.1");
        Authority.of(directory.resolve("next"), "n1,127.0.0.1");
        show("ours");
        var node = "spring.ssl.bundle.pem.node.";
        properties.add(node + "keystore.certificate", () -> "file:" + directory.resolve("live.pem"));
        properties.add(node + "keystore.private-key", () -> "file:" + directory.resolve("live-key.pem"));
    }

    private static void show(String authority) throws IOException {
        var by = new Authority(directory.resolve(authority));
        Files.copy(by.key("n1"), directory.resolve("live-key.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(by.certificate("n1"), directory.resolve("live.pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** A client that trusts this authority and no other. */
    private static HttpClient trusting(String authority, Version version) {
        var trusted = new Authority(directory.resolve(authority)).trusted();
        return HttpClient.newBuilder().sslContext(trusted).version(version).build();
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(origin.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json");
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    @Order(1)
    void bothVersionsOfHttpAreSpoken() throws Exception {
        for (var version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
            try (var client = trusting("ours", version)) {
                var opened = send(client, at("/api/v1/sessions").POST(BodyPublishers.ofString("{}")));

                assertThat(opened.version()).isEqualTo(version);
                assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
                assertThat(opened.headers().firstValue("Holdfast-Node")).hasValue("n1");
            }
        }
    }

    @Test
    @Order(2)
    void refusalsAreTheSameInHttp2() throws Exception {
        // The rest of a body that nobody wants may end the connection it comes by: the next request has its own.
        try (var client = trusting("ours", Version.HTTP_2);
                var other = trusting("ours", Version.HTTP_2)) {
            var large = "{\"name\":\"" + "x".repeat(100_000) + "\"}";
            var refused = send(client, at("/api/v1/sessions").POST(BodyPublishers.ofString(large)));
            var unknown = send(other, at("/api/v1/nothing").GET());

            assertThat(refused.version()).isEqualTo(Version.HTTP_2);
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("body-too-large");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    /** All of them wait on one connection, and so do those that let them go on. */
    @Test
    @Order(3)
    void manyWaitOnOneConnection() throws Exception {
        try (var client = trusting("ours", Version.HTTP_2)) {
            var held = send(client, at("/api/v1/locks/one/acquire").POST(BodyPublishers.ofString("{\"owner\":\"a\"}")));
            var waiting = IntStream.range(0, STREAMS)
                    .mapToObj(i -> client.sendAsync(
                            at("/api/v1/locks/one/acquire?poll=20s")
                                    .POST(BodyPublishers.ofString(
                                            "{\"owner\":\"w" + i + "\",\"wait\":\"20s\",\"mode\":\"S\"}"))
                                    .build(),
                            BodyHandlers.ofString()))
                    .toList();

            var token = held.body().replaceFirst("(?s).*\"token\" ?: ?\"(\\d+)\".*", "$1");
            var session = held.body().replaceFirst("(?s).*\"session\" ?: ?\"([0-9a-f]+)\".*", "$1");
            var released = send(
                    client,
                    at("/api/v1/locks/one/release")
                            .POST(BodyPublishers.ofString(
                                    "{\"session\":\"" + session + "\",\"token\":\"" + token + "\"}")));

            assertThat(released.statusCode()).as(released.body()).isEqualTo(200);
            assertThat(waiting)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(answer ->
                            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200));
        }
    }

    @Test
    @Order(4)
    void newConnectionsAreShownTheNewCertificateAndOldOnesGoOn() throws Exception {
        try (var old = trusting("ours", Version.HTTP_2)) {
            send(old, at("/readyz").GET());

            show("next");

            awaitTrust("next");
            assertThat(isTrusted("ours")).isFalse();
            assertThat(send(old, at("/readyz").GET()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @Order(5)
    void aCertificateThatIsNoneChangesNothing() throws Exception {
        Files.writeString(directory.resolve("live.pem"), "no certificate");
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (System.nanoTime() < end) {
            assertThat(isTrusted("next")).isTrue();
        }

        show("ours");
        awaitTrust("ours");
    }

    private void awaitTrust(String authority) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isTrusted(authority)) {
            assertThat(System.nanoTime()).as("the new certificate is shown").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private boolean isTrusted(String authority) throws Exception {
        try (var client = trusting(authority, Version.HTTP_1_1)) {
            return send(client, at("/readyz").GET()).statusCode() == 200;
        } catch (SSLHandshakeException _) {
            return false;
        }
    }
}
