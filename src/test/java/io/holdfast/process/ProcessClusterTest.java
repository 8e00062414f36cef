package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.process.Reply.Answered;
import io.holdfast.process.Reply.Unavailable;
import io.holdfast.process.Reply.Unknown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fixture itself, with nodes that only pretend. */
@Timeout(60)
class ProcessClusterTest {

    private static final int KILLED = 128 + 9;
    private static final int TERMINATED = 128 + 15;
    private static final int DAMAGED = 74;

    @TempDir
    static Path directory;

    private static Path jar;

    private ProcessCluster cluster;
    private HttpApi http;

    @BeforeAll
    static void packTheFakeNode() throws IOException {
        jar = directory.resolve("fake.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeNode.class.getName());
        var entry = FakeNode.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var in = FakeNode.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
    }

    @BeforeEach
    void open() {
        var plan = new ClusterPlan("fake", 2, jar, List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), Map.of());
        cluster = ProcessCluster.open(plan.with("leader.url", "http://127.0.0.1:1"));
        http = new HttpApi(cluster::url, Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        http.close();
        cluster.close();
        assertThat(cluster.directory()).doesNotExist();
    }

    @Test
    void theNodesAreUpAndOneLeads() {
        assertThat(cluster.names()).containsExactly("n1", "n2");
        assertThat(cluster.awaitLeader()).isEqualTo("n1");
        assertThat(cluster.view("n2").leader()).isEqualTo("n1");
        assertThat(cluster.logs("n2")).contains("n2 is up");
    }

    @Test
    void aNodeCanBeKilledAndStartedAgain() {
        cluster.kill("n1");
        assertThat(cluster.exitCode("n1")).hasValue(KILLED);
        assertThat(cluster.isRunning("n1")).isFalse();

        cluster.start("n1");
        cluster.awaitReady("n1");
        assertThat(cluster.exitCode("n1")).isEmpty();
        assertThat(cluster.logs("n1").lines()).containsExactly("n1 is up");
    }

    @Test
    void aNodeCanBeAskedToEnd() {
        cluster.stop("n2");

        assertThat(cluster.exitCode("n2")).hasValue(TERMINATED);
    }

    @Test
    void aPausedNodeHangsAndThenGoesOn() {
        cluster.pause("n1");

        assertThat(http.post("n1", "/api/anything", Map.of(), "k1")).isInstanceOf(Unknown.class);
        assertThat(http.get("n1", "/actuator/raft")).isInstanceOf(Unavailable.class);
        assertThat(cluster.views()).extracting(RaftView::node).containsExactly("n2");

        cluster.resume("n1");
        cluster.awaitReady();
        assertThat(cluster.awaitLeader()).isEqualTo("n1");
    }

    @Test
    void onlyANodeThatIsDownCanBeWiped() {
        assertThatThrownBy(() -> cluster.wipe("n2")).isInstanceOf(IllegalStateException.class);

        cluster.stop("n2");
        assertThat(cluster.dataDirectory("n2")).isNotEmptyDirectory();
        cluster.wipe("n2");

        assertThat(cluster.dataDirectory("n2")).doesNotExist();
    }

    @Test
    void aNodeThatEndsInsteadOfGettingReadyIsReportedAtOnce() throws IOException {
        cluster.stop("n2");
        Files.createFile(cluster.dataDirectory("n2").resolve("damaged"));

        cluster.start("n2");

        assertThat(cluster.awaitExit("n2", Duration.ofSeconds(10))).isEqualTo(DAMAGED);
        assertThatThrownBy(() -> cluster.awaitReady("n2")).hasMessageContaining("n2 has ended with code");
    }

    @Test
    void aLinkIsCutInOneDirectionOnly() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        assertCalls("n1", "n2", true);
        assertCalls("n2", "n1", true);

        cluster.cut("n1", "n2");
        assertCalls("n1", "n2", false);
        assertCalls("n2", "n1", true);

        cluster.heal("n1", "n2");
        cluster.refuse("n2", "n1");
        assertCalls("n1", "n2", true);
        assertCalls("n2", "n1", false);

        cluster.healAll();
        cluster.mute("n1", "n2");
        assertCalls("n1", "n2", false);
        assertCalls("n2", "n1", false);

        cluster.healAll();
        cluster.isolate("n1");
        assertCalls("n2", "n1", false);
        cluster.healAll();
        assertCalls("n2", "n1", true);
    }

    @Test
    void aNodeStartedAgainIsStillTold() {
        assumeTrue(Links.supported(), "single links cannot be controlled here");
        cluster.cut("n1", "n2");
        cluster.kill("n1");
        cluster.start("n1");
        cluster.awaitReady("n1");

        assertCalls("n1", "n2", false);
        assertCalls("n2", "n1", true);
    }

    @Test
    void requestsAreAnsweredRedirectedOrCannotBeMade() {
        assertThat(http.post("n1", "/api/anything", Map.of(), "k1"))
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> assertThat(answered.body().path("key").asString())
                                .isEqualTo("k1"));
        assertThat(http.post("n2", "/api/anything", Map.of(), "k2"))
                .as("the leader's address leads nowhere")
                .isInstanceOf(Unavailable.class);

        cluster.kill("n1");
        assertThat(http.post("n1", "/api/anything", Map.of(), "k3")).isInstanceOf(Unavailable.class);
    }

    private void assertCalls(String from, String to, boolean arrives) {
        var reply = http.get(from, "/call/" + to);

        assertThat(reply instanceof Answered)
                .as("%s calls %s: %s", from, to, reply)
                .isEqualTo(arrives);
    }
}
