package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the container's start script tells the server, on hosts of this name or that. */
@DisabledOnOs(OS.WINDOWS)
class ContainerStartTest {

    private static final String PODS = "holdfast-0/holdfast-0.peers:7080/https://holdfast-0.peers:8080,"
            + "holdfast-1/holdfast-1.peers:7080/https://holdfast-1.peers:8080";
    private static final String SERVICES =
            "n1/n1:7080/http://127.0.0.1:8081|http://n1:8080,  n2/n2:7080/http://127.0.0.1:8082|http://n2:8080";

    @TempDir
    private Path programs;

    private final Map<String, String> given = new HashMap<>();

    /** Instead of the JVM, something that prints what it was given. */
    @BeforeEach
    void install() throws IOException {
        install("java", "env | grep ^HOLDFAST_");
    }

    private void install(String program, String line) throws IOException {
        var file = Files.writeString(programs.resolve(program), "#!/bin/sh\n" + line + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void aFounderIsToldWhatItWasTold() throws Exception {
        given.put("HOLDFAST_NODE_ID", "holdfast-1");
        given.put("HOLDFAST_CLUSTER_MEMBERS", PODS);

        assertThat(startedOn("holdfast-1")).isEqualTo(given);
    }

    @Test
    void aPodThatIsNotOnTheListJoinsByThoseThatAre() throws Exception {
        given.put("HOLDFAST_NODE_ID", "holdfast-3");
        given.put("HOLDFAST_NODE_HOST", "holdfast-3.peers");
        given.put("HOLDFAST_NODE_DATA_DIR", "/data/holdfast");
        given.put("HOLDFAST_CLUSTER_MEMBERS", PODS);

        assertThat(startedOn("holdfast-3"))
                .containsEntry("HOLDFAST_CLUSTER_JOIN", "holdfast-0.peers:7080,holdfast-1.peers:7080")
                .containsEntry(
                        "HOLDFAST_CLUSTER_MEMBERS", "holdfast-3/holdfast-3.peers:7080/https://holdfast-3.peers:8080")
                .containsEntry("HOLDFAST_NODE_DATA_DIR", "/data/holdfast");
    }

    @Test
    void aContainerThatWasGivenNoNameIsCalledAsItself() throws Exception {
        given.put("HOLDFAST_NODE_DATA_DIR", "/data");
        given.put("HOLDFAST_CLUSTER_MEMBERS", SERVICES);

        assertThat(startedOn("0a1b2c3d4e5f"))
                .containsEntry("HOLDFAST_NODE_ID", "0a1b2c3d4e5f")
                .containsEntry("HOLDFAST_CLUSTER_JOIN", "n1:7080,n2:7080")
                .containsEntry("HOLDFAST_CLUSTER_MEMBERS", "0a1b2c3d4e5f/0a1b2c3d4e5f:7080/http://0a1b2c3d4e5f:8080")
                .containsEntry("HOLDFAST_NODE_DATA_DIR", "/data/0a1b2c3d4e5f");
    }

    /** Somebody has mistyped it, and the server says so. */
    @Test
    void aNameThatIsNotOnTheListIsNoReasonToJoin() throws Exception {
        given.put("HOLDFAST_NODE_ID", "n3");
        given.put("HOLDFAST_CLUSTER_MEMBERS", SERVICES);

        assertThat(startedOn("0a1b2c3d4e5f")).isEqualTo(given);
    }

    @Test
    void whoeverIsToldToJoinIsLeftToIt() throws Exception {
        given.put("HOLDFAST_NODE_ID", "n4");
        given.put("HOLDFAST_CLUSTER_MEMBERS", "n4/n4:7080/http://n4:8080");
        given.put("HOLDFAST_CLUSTER_JOIN", "n1:7080");

        assertThat(startedOn("n4")).isEqualTo(given);
    }

    @Test
    void whoeverKnowsOfNoClusterIsOne() throws Exception {
        assertThat(startedOn("0a1b2c3d4e5f")).isEmpty();
    }

    private Map<String, String> startedOn(String host) throws Exception {
        install("hostname", "echo " + host);
        var output = programs.resolve("output");
        var builder = new ProcessBuilder("sh", Path.of("docker", "start").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
        builder.environment().putAll(given);
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        var process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        var told = new HashMap<String, String>();
        for (var line : Files.readAllLines(output)) {
            var parts = line.split("=", 2);
            told.put(parts[0], parts[1]);
        }
        return told;
    }
}
