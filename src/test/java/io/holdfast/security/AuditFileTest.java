package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain of an audit trail, as it is written and as the launcher verifies it. */
class AuditFileTest {

    private static final long LARGE = 1 << 20;

    @TempDir
    private Path directory;

    private record Verdict(int exit, String text) {}

    @Test
    void eachLineHasTheHashOfTheOneBefore() throws Exception {
        write(3);

        var lines = lines("audit.jsonl");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("{\"previous\":\"" + AuditFile.BEGINNING + "\",\"number\":1,");
        assertThat(lines.get(1))
                .startsWith("{\"previous\":\"" + AuditFile.hash(lines.get(0) + "\n") + "\",\"number\":2,");
        assertThat(verify("audit.jsonl").exit()).isZero();
    }

    @Test
    void theChainGoesOnAfterARestart() throws Exception {
        write(2);
        write(2);

        assertThat(lines("audit.jsonl").getLast()).contains("\"number\":4,");
        assertThat(verify("audit.jsonl").text()).contains("4 lines");
    }

    @Test
    void aTornLineIsCutOff() throws Exception {
        write(2);
        Files.writeString(directory.resolve("audit.jsonl"), "{\"previous\":\"12", StandardOpenOption.APPEND);

        write(1);

        assertThat(lines("audit.jsonl")).hasSize(3);
        assertThat(verify("audit.jsonl").exit()).isZero();
    }

    @Test
    void theChainGoesOnFromFileToFile() throws Exception {
        try (var file = new AuditFile(directory, "n1", 1_000, 3)) {
            for (int i = 0; i < 20; i++) {
                file.append(List.of(line("lock-" + i)));
            }
        }
        write(1);

        assertThat(directory.resolve("audit.3.jsonl")).exists();
        assertThat(directory.resolve("audit.4.jsonl")).doesNotExist();
        assertThat(verify("audit.3.jsonl", "audit.2.jsonl", "audit.1.jsonl", "audit.jsonl")
                        .exit())
                .isZero();
    }

    @Test
    void whatWasChangedOrTakenOutIsSeen() throws Exception {
        write(6);
        var whole = lines("audit.jsonl");

        put(whole, 2, whole.get(2).replace("alice", "mallo"));
        assertThat(verify("audit.jsonl").text()).contains("line 4 does not follow");

        put(whole, 2, null);
        assertThat(verify("audit.jsonl").text()).contains("line 3 does not follow");

        put(whole, 1, whole.get(3));
        assertThat(verify("audit.jsonl").exit()).isEqualTo(1);
    }

    @Test
    void whatIsWrittenCannotForgeALine() throws Exception {
        try (var file = new AuditFile(directory, "n1", LARGE, 3)) {
            file.append(List.of(line("x\"}\n{\"previous\":\"\u2028\ud800")));
        }

        assertThat(lines("audit.jsonl")).hasSize(1);
        assertThat(verify("audit.jsonl").exit()).isZero();
    }

    private void put(List<String> whole, int at, String other) throws IOException {
        var changed = new ArrayList<>(whole);
        if (other == null) {
            changed.remove(at);
        } else {
            changed.set(at, other);
        }
        Files.writeString(directory.resolve("audit.jsonl"), String.join("\n", changed) + "\n");
    }

    private void write(int count) throws IOException {
        try (var file = new AuditFile(directory, "n1", LARGE, 3)) {
            for (int i = 0; i < count; i++) {
                file.append(List.of(line("lock-" + i)));
            }
        }
    }

    private static AuditLine line(String object) {
        return new AuditLine(
                Instant.EPOCH, "alice", "0123456789abcdef", "127.0.0.1", "key", "acquireLock", object, 200, "", "");
    }

    private List<String> lines(String file) throws IOException {
        return Files.readString(directory.resolve(file)).lines().toList();
    }

    private Verdict verify(String... files) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("bash", Path.of("holdfast").toAbsolutePath().toString(), "audit", "verify"));
        command.addAll(List.of(files));
        var output = directory.resolve("verdict");
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Verdict(process.exitValue(), Files.readString(output));
    }
}
