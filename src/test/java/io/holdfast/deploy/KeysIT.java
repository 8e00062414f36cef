package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.deploy.Launcher.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's keys, and the examples of keys, on a cluster that wants to know who asks. */
@DisabledOnOs(OS.WINDOWS)
class KeysIT {

    private static final Duration SHORT = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(6);

    @TempDir
    private static Path home;

    private static Launcher launcher;

    @BeforeAll
    static void up() throws IOException {
        launcher = new Launcher(home);
        launcher.takeJar(Path.of(System.getProperty("holdfast.jar", "target/holdfast.jar")));
        launcher.set("HOLDFAST_SECURITY_AUTHENTICATION", "required");
        succeeded(launcher.run(LONG, "up"));
    }

    @AfterAll
    static void down() {
        launcher.run(LONG, "down");
    }

    @Test
    void aKeyIsMadeUsedListedAndRevoked() {
        var token = succeeded(
                        launcher.run(SHORT, "keys", "create", "billing", "writer", "lock:billing.", "--ttl", "90d"))
                .strip();
        var id = token.split("_")[1];

        assertThat(token).matches("hf_[0-9a-f]{16}_[A-Za-z0-9_-]{43}");
        assertThat(succeeded(launcher.run(SHORT, "keys", "list")))
                .containsPattern(id + " +billing +writer +.*lock:billing\\.")
                .doesNotContain(token.substring(20));

        assertThat(succeeded(with(token, "./holdfast lock billing.close -- echo closed")))
                .contains("closed");
        assertThat(with(token, "./holdfast lock another.lock -- echo closed").output())
                .contains("billing may not")
                .doesNotContain("closed");
        assertThat(with(token, "./holdfast keys list").exitCode()).isNotZero();

        assertThat(succeeded(launcher.run(SHORT, "keys", "revoke", id))).contains(id + " is good for nothing");
        assertThat(succeeded(launcher.run(SHORT, "keys", "list"))).doesNotContain(id);
        var late = launcher.shell(
                SHORT,
                "for i in $(seq 50); do HOLDFAST_KEY=" + token
                        + " ./holdfast lock billing.close -- true || exit 9; sleep 0.2; done");
        assertThat(late.exitCode()).as(late.output()).isEqualTo(9);
        assertThat(late.output()).contains("revoked");
    }

    @Test
    void whatCanBeAFirstKeyIsPrinted() {
        var first = succeeded(launcher.run(SHORT, "keys", "mint"));

        assertThat(first.strip()).matches("hf_[0-9a-f]{16}_[A-Za-z0-9_-]{43}");
        assertThat(succeeded(launcher.run(SHORT, "keys", "mint"))).isNotEqualTo(first);
    }

    @Test
    void whatCannotBeMeantIsSaid() {
        assertThat(launcher.run(SHORT, "keys", "create", "billing").output()).contains("and a role");
        assertThat(launcher.run(SHORT, "keys", "create", "billing", "king").output())
                .contains("a role is one of reader, writer");
        assertThat(launcher.run(SHORT, "keys", "revoke", "0123456789abcdef").exitCode())
                .isNotZero();
    }

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        var file = HttpFile.read(Path.of("http-tests", "keys.http"));
        var client = new ExampleClient(file, Map.of("n1", node(1), "n2", node(2))).with(adminKey());
        return file.examples().stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.title(), () -> assertThat(client.run(example)).isEmpty()));
    }

    @Test
    void theTrailOfEachNodeIsWhole() {
        succeeded(with(adminKey(), "./holdfast lock a.lock -- true"));

        for (var node : new String[] {"n1", "n2", "n3"}) {
            var trail = ".holdfast/" + node + "/data/audit/audit.jsonl";
            assertThat(home.resolve(trail)).exists();
            succeeded(launcher.run(SHORT, "audit", "verify", trail));
        }
    }

    private static String adminKey() {
        try {
            return Files.readString(home.resolve(".holdfast/admin-key")).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome with(String key, String line) {
        return launcher.shell(SHORT, "HOLDFAST_KEY=" + key + " " + line);
    }

    private static String succeeded(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private static String node(int number) {
        return "http://127.0.0.1:" + launcher.httpPort(number);
    }
}
