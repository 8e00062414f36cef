package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's commands on a real cluster, one after the other, as somebody new to it would try them. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {

    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration LONG = Duration.ofMinutes(6);

    @TempDir
    private Path home;

    private Launcher launcher;

    @BeforeEach
    void copy() throws IOException {
        launcher = new Launcher(home);
        launcher.takeJar(Path.of(System.getProperty("holdfast.jar", "target/holdfast.jar")));
    }

    @AfterEach
    void down() {
        launcher.run(LONG, "down");
    }

    @Test
    void aClusterComesUpLosesNodesAndGetsThemBack() {
        String up = succeeded(launcher.run(LONG, "up"));
        assertThat(up).contains("Started n1 n2 n3", "Holdfast is up.", "leads; 3 of 3 nodes up");

        whatItSuggestsWorks(up);
        aLockIsHeldWhileACommandRuns();

        assertThat(succeeded(launcher.run(SHORT, "up"))).startsWith("It is already up.");
        assertThat(launcher.run(SHORT, "up", "--nodes", "5").output()).contains("was formed with 3 node(s)");
        assertThat(launcher.run(SHORT, "wipe", "n2").output()).contains("n2 runs: ./holdfast stop n2");

        assertThat(succeeded(launcher.run(SHORT, "kill", "n2"))).startsWith("Killed n2 (process ");
        assertThat(launcher.run(SHORT, "kill", "n2").exitCode()).isEqualTo(1);
        assertThat(succeeded(launcher.run(SHORT, "wipe", "n2"))).startsWith("Deleted the data of n2.");
        assertThat(launcher.run(SHORT, "wipe", "2").output()).contains("n2 has no data.");
        assertThat(succeeded(launcher.run(LONG, "start", "n2"))).contains("Started n2; it has caught up.");
        assertThat(succeeded(launcher.run(SHORT, "status"))).contains("3 of 3 nodes up");

        assertThat(succeeded(launcher.run(LONG, "stop", "n3"))).startsWith("Stopped n3.");
        assertThat(succeeded(launcher.run(LONG, "stop", "n1"))).startsWith("Stopped n1.");
        var alone = launcher.run(SHORT, "status");
        assertThat(alone.exitCode()).isEqualTo(1);
        assertThat(alone.output()).containsPattern("n1 +stopped").contains("1 of 3 nodes up: no majority");
        assertThat(succeeded(launcher.run(LONG, "up"))).contains("Started n1 n3", "3 of 3 nodes up");
        assertThat(succeeded(launcher.run(SHORT, "logs", "n1"))).contains("start of n1");

        assertThat(launcher.run(SHORT, "clean").output()).contains("nodes are running");
        assertThat(succeeded(launcher.run(LONG, "down"))).contains("All nodes are down");
        assertThat(succeeded(launcher.run(SHORT, "down"))).contains("Nothing is running");
        succeeded(launcher.run(SHORT, "clean"));
        assertThat(home.resolve(".holdfast")).doesNotExist();
    }

    /** Runs the lines of shell that {@code up} prints. */
    private void whatItSuggestsWorks(String up) {
        var suggested = up.lines().filter(line -> line.startsWith("  curl ")).toList();

        assertThat(suggested).hasSize(3);
        assertThat(launcher.shell(SHORT, suggested.get(0)).output()).contains("\"HELD\"", "alice");
        assertThat(launcher.shell(SHORT, suggested.get(1)).output()).contains("lock-held", "alice");
        assertThat(launcher.shell(SHORT, suggested.get(2)).output()).contains("\"HELD\"", "alice");
    }

    private void aLockIsHeldWhileACommandRuns() {
        var seen = launcher.run(
                SHORT, "lock", "job", "--", "bash", "-c", "echo token=$HOLDFAST_TOKEN $HOLDFAST_LOCK; exit 3");
        assertThat(seen.exitCode()).as(seen.output()).isEqualTo(3);
        assertThat(seen.output()).containsPattern("token=[0-9]+ job");

        var nested = launcher.run(
                SHORT,
                "lock",
                "job",
                "--owner",
                "first",
                "--",
                "./holdfast",
                "lock",
                "job",
                "--",
                "echo",
                "not",
                "here");
        assertThat(nested.exitCode()).as(nested.output()).isEqualTo(75);
        assertThat(nested.output()).contains("job is held by first").doesNotContain("not here");

        var waits = launcher.run(
                SHORT,
                "lock",
                "job",
                "--",
                "bash",
                "-c",
                "./holdfast lock job --wait 20s -- echo then & sleep 3; echo now; sleep 1");
        assertThat(waits.output()).contains("now");
        var free = succeeded(launcher.run(SHORT, "lock", "job", "--wait", "20s", "--", "echo", "free"));
        assertThat(free).contains("free");

        // The session ends while the command runs: the command is ended, with all that it has started.
        var lost = launcher.run(
                SHORT,
                "lock",
                "job",
                "--ttl",
                "10s",
                "--",
                "bash",
                "-c",
                "curl -sL -X DELETE -o /dev/null http://127.0.0.1:" + launcher.httpPort(1)
                        + "/api/v1/sessions/$HOLDFAST_SESSION; sleep 60 | sleep 60; echo too late");
        assertThat(lost.exitCode()).as(lost.output()).isEqualTo(76);
        assertThat(lost.output()).contains("the lock cannot be kept").doesNotContain("too late");

        // An operator takes the lock: the session lives, and the command is ended all the same.
        var take = "curl -sL -o /dev/null -H Content-Type:application/json -d '{\"reason\":\"test\"}' http://127.0.0.1:"
                + launcher.httpPort(1) + "/api/v1/locks/job/force-release; ";
        var taken = launcher.run(
                SHORT, "lock", "job", "--ttl", "10s", "--", "bash", "-c", take + "sleep 60 | sleep 60; echo too late");
        assertThat(taken.exitCode()).as(taken.output()).isEqualTo(76);
        assertThat(taken.output()).contains("the lock was taken away").doesNotContain("too late");
        var tooSoonToBeEnded = launcher.run(SHORT, "lock", "job", "--", "bash", "-c", take + "echo done");
        assertThat(tooSoonToBeEnded.exitCode()).isEqualTo(76);
        assertThat(tooSoonToBeEnded.output()).contains("done", "the lock was taken away while the command ran");

        assertThat(launcher.run(SHORT, "lock", "job").output()).contains("no command");
        assertThat(launcher.run(SHORT, "lock", "job", "--ttl", "1s", "--", "true")
                        .exitCode())
                .isEqualTo(2);
    }

    private static String succeeded(Launcher.Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }
}
