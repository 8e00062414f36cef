package io.holdfast.raft;

import static io.holdfast.session.SessionPrimitive.SESSIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.lock.LockPrimitive;
import io.holdfast.session.SessionCommand.OpenSession;
import io.holdfast.session.SessionMachine;
import io.holdfast.testing.Authority;
import io.holdfast.tls.NodeCertificates;
import io.holdfast.wire.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Nodes that show certificates, made by the launcher, and somebody who shows another one or none. */
class PeerTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final SessionId ALICE = new SessionId(0, 1);

    @TempDir
    static Path directory;

    @BeforeAll
    static void makeCertificates() {
        Authority.of(directory.resolve("ours"), "n1", "n2", "n3");
        Authority.of(directory.resolve("theirs"), "n3");
        Authority.of(directory.resolve("next"), "n1", "n2", "n3");
    }

    private static PeerTls tls(String authority, String node) {
        return PeerTls.of(NodeCertificates.of(bundle(authority, node)));
    }

    private static SslBundle bundle(String authority, String node) {
        try {
            var by = new Authority(directory.resolve(authority));
            var key = PemSslStore.load(new PemSslStoreDetails(
                    null, Files.readString(by.certificate(node)), Files.readString(by.key(node))));
            var trust = PemSslStore.load(PemSslStoreDetails.forCertificate(Files.readString(by.root())));
            return SslBundle.of(new PemSslStoreBundle(key, trust));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nodesOfOneAuthorityAgree(@TempDir Path root) throws IOException {
        try (var cluster =
                new LocalCluster(root, 3).under(node -> tls("ours", node)).startAll()) {
            cluster.leader().submit(open());

            for (var node : List.of("n1", "n2", "n3")) {
                assertThat(cluster.node(node).read(SESSIONS, (SessionMachine all, long _) -> all.isAlive(ALICE)))
                        .isTrue();
            }
        }
    }

    @Test
    void aNodeOfAnotherAuthorityGetsNowhere(@TempDir Path root) throws IOException {
        try (var cluster = new LocalCluster(root, 3).under(node -> tls(node.equals("n3") ? "theirs" : "ours", node))) {
            cluster.start("n1");
            cluster.start("n2");
            cluster.start("n3");

            // A cluster forms of all its nodes, and they cannot hear this one.
            assertThat(cluster.node("n3").leads()).isFalse();
            assertThatNobodyHears(cluster, tls("theirs", "n3"));
            assertThatNobodyHears(cluster, PeerTls.NONE);
            assertThat(cluster.node("n1").view().groups().stream().anyMatch(group -> group.ready()))
                    .isFalse();
        }
    }

    @Test
    void somebodyWithoutACertificateIsNotHeard(@TempDir Path root) throws IOException {
        try (var cluster =
                new LocalCluster(root, 1).under(node -> tls("ours", node)).startAll()) {
            assertThatNobodyHears(cluster, PeerTls.NONE);
            assertThatNobodyHears(cluster, tls("theirs", "n3"));

            var heard = ask(cluster, tls("ours", "n2"));
            assertThat(heard).succeedsWithin(PATIENCE);
        }
    }

    private static void assertThatNobodyHears(LocalCluster cluster, PeerTls stranger) {
        assertThat(ask(cluster, stranger)).failsWithin(PATIENCE);
    }

    private static java.util.concurrent.CompletableFuture<PeerAnswer> ask(LocalCluster cluster, PeerTls by) {
        var links = new PeerLinks(new PeerMessages(new Codec(List.of(LockPrimitive.LOCKS))), by);
        var address = cluster.participation("n1").self().address();
        return links.ask(address, new PeerQuestion.TermOf("coordination"), 2_000)
                .whenComplete((_, _) -> links.close());
    }

    /** Only the node whose connections are to be new is started again. */
    @Test
    void newConnectionsGoByNewCertificates(@TempDir Path root) throws IOException {
        var shown = new ConcurrentHashMap<String, NodeCertificates>();
        Function<String, PeerTls> ofTheDay =
                node -> PeerTls.of(shown.computeIfAbsent(node, name -> NodeCertificates.of(bundle("ours", name))));
        try (var cluster = new LocalCluster(root, 3).under(ofTheDay).startAll()) {
            shown.forEach((node, certificates) -> certificates.renew(bundle("next", node)));

            assertThatNobodyHears(cluster, tls("ours", "n2"));
            assertThat(ask(cluster, tls("next", "n2"))).succeedsWithin(PATIENCE);

            cluster.stop("n3");
            cluster.start("n3");
            cluster.awaitReady("n3");
            cluster.leader().submit(open());
            assertThat(cluster.node("n3").read(SESSIONS, (SessionMachine all, long _) -> all.isAlive(ALICE)))
                    .isTrue();
        }
    }

    @Test
    void certificatesThatCannotBeUsedChangeNothing() {
        var certificates = NodeCertificates.of(bundle("ours", "n1"));
        var before = certificates.trustManager();

        certificates.renew(SslBundle.of(SslStoreBundle.NONE));

        assertThat(((X509TrustManager) before).getAcceptedIssuers()).hasSize(1);
    }

    @Test
    void aBundleWithoutAnAuthorityIsRefused() {
        var nothing = SslBundle.of(SslStoreBundle.NONE);

        assertThatThrownBy(() -> NodeCertificates.of(nothing))
                .isInstanceOf(ExitCodeGenerator.class)
                .hasMessageContaining("truststore.certificate");
    }

    @Test
    void plainTextAcrossANetworkIsRefusedUnlessTheNetworkIsTrusted() {
        var far = members("n1/10.0.0.1:7080/http://10.0.0.1:8080");
        var near = members("n1/127.0.0.1:7080/http://127.0.0.1:8080");

        assertThatThrownBy(() -> PeerTls.NONE.check(far, false))
                .isInstanceOf(ConfigurationRefusedException.class)
                .hasMessageContaining("holdfast.tls.bundle")
                .hasMessageContaining("10.0.0.1:7080");
        assertThatCode(() -> PeerTls.NONE.check(far, true)).doesNotThrowAnyException();
        assertThatCode(() -> PeerTls.NONE.check(near, false)).doesNotThrowAnyException();
        assertThatCode(() -> tls("ours", "n1").check(far, false)).doesNotThrowAnyException();
    }

    private static Members members(String text) {
        return Members.of(
                new NodeProperties("n1", null, "127.0.0.1", 0), new ClusterProperties("test", List.of(text)), 8080);
    }

    private static Request open() {
        return new Request(null, 0, null, new OpenSession(ALICE, "alice", 60_000, Map.of()));
    }
}
