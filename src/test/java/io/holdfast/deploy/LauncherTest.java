package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says and refuses before any node runs. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private Launcher launcher;

    @BeforeEach
    void copy() throws IOException {
        launcher = new Launcher(home);
    }

    @Test
    void itExplainsItself() {
        var help = launcher.run(LIMIT, "help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.output()).contains("./holdfast up", "./holdfast wipe NODE", "HOLDFAST_JAVA_OPTS");
        assertThat(launcher.run(LIMIT)).isEqualTo(help);
    }

    @Test
    void whatItDoesNotKnowIsMisuse() {
        assertThat(launcher.run(LIMIT, "explode").exitCode()).isEqualTo(2);
        assertThat(launcher.run(LIMIT, "up", "--nodes", "4").output()).contains("--nodes can be 1, 3 or 5");
        assertThat(launcher.run(LIMIT, "status", "n1").exitCode()).isEqualTo(2);
        assertThat(launcher.run(LIMIT, "kill").exitCode()).isEqualTo(2);
    }

    @Test
    void withoutAClusterItSaysHowToGetOne() {
        var status = launcher.run(LIMIT, "status");

        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.output()).contains("./holdfast up");
        assertThat(launcher.run(LIMIT, "down").output()).contains("Nothing is running");
        assertThat(launcher.run(LIMIT, "clean").output()).contains("nothing to delete");
    }

    @Test
    void nodesComeAndGoOnlyWhereThereIsACluster() {
        assertThat(launcher.run(LIMIT, "node", "grow").exitCode()).isEqualTo(2);
        assertThat(launcher.run(LIMIT, "node").output()).contains("add, remove or list");
        assertThat(launcher.run(LIMIT, "node", "add").output()).contains("./holdfast up");
    }

    /** A node that joined is told where the others are; one that was removed is forgotten. */
    @Test
    void itKnowsWhoJoinedAndWhoWasRemoved() throws IOException {
        Files.createDirectories(home.resolve(".holdfast"));
        Files.writeString(
                home.resolve(".holdfast/cluster"),
                "nodes=3\nhttp-base=8080\npeer-base=7080\njoined=n4 n5\nremoved=n2 n4\n");

        assertThat(launcher.run(LIMIT, "status").output()).contains("n1", "n3", "n5", "0 of 3 nodes up");
        assertThat(launcher.run(LIMIT, "start", "n4").output()).contains("only: n1 n3 n5");
    }

    @Test
    void withoutAJarOrAWayToBuildItNothingStarts() {
        var up = launcher.run(LIMIT, "up");

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.output()).contains("has to be built (there is none yet)");
    }

    @Test
    void aFailedBuildShowsWhy() throws IOException {
        var wrapper = Files.writeString(home.resolve("mvnw"), """
                #!/bin/sh
                echo "cannot find symbol: $JAVA_HOME $*"
                exit 1
                """);
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();

        var up = launcher.run(LIMIT, "up");

        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.output())
                .contains("cannot find symbol: " + System.getProperty("java.home") + " -q -DskipTests package")
                .contains(".holdfast/build.log");
    }

    @Test
    void aPortThatSomebodyElseHasIsNamed() throws IOException {
        try (var socket = new ServerSocket(launcher.httpPort(2), 1, InetAddress.getLoopbackAddress())) {
            var up = launcher.run(LIMIT, "up");

            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.output()).contains("port " + socket.getLocalPort() + " is in use", "HOLDFAST_HTTP_BASE=");
        }
    }

    @Test
    void theSettingsFileIsReadButNeverExecuted() throws IOException {
        Files.writeString(home.resolve(".env"), """
                # a comment
                HOLDFAST_JAR="/no/such/$(touch executed).jar"
                HOLDFAST_UP_SECONDS=soon   # the environment wins
                OTHER=$(touch executed)
                """);

        var up = launcher.run(LIMIT, "up");

        assertThat(up.output()).contains("HOLDFAST_JAR=/no/such/$(touch executed).jar: there is no such file");
        assertThat(home.resolve("executed")).doesNotExist();
    }
}
