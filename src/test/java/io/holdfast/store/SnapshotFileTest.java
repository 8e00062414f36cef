package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {

    private static final SnapshotHeader HEADER = new SnapshotHeader(SnapshotFile.FORMAT, 120, 3, 88, 1, 64_000);
    private static final byte[] SESSIONS = "sessions".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOCKS = "locks of all kinds".getBytes(StandardCharsets.US_ASCII);
    private static final Consumer<SnapshotFile.SectionWriter> STATE = sections -> {
        put(sections, 0, 1, SESSIONS);
        put(sections, 1, 7, LOCKS);
        sections.section(250, 65_535);
    };

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("snapshot.3_120");
    }

    private static void put(SnapshotFile.SectionWriter sections, int number, int version, byte[] bytes) {
        try {
            sections.section(number, version).write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        var digest = SnapshotFile.write(file, HEADER, STATE);

        var contents = SnapshotFile.read(file);

        assertThat(contents.header()).isEqualTo(HEADER);
        assertThat(contents.digest()).isEqualTo(digest).hasSize(16);
        assertThat(contents.sections()).hasSize(3);
        assertThat(contents.sections().get(0).bytes()).isEqualTo(SESSIONS);
        assertThat(contents.sections().get(1).number()).isEqualTo(1);
        assertThat(contents.sections().get(1).version()).isEqualTo(7);
        assertThat(contents.sections().get(1).bytes()).isEqualTo(LOCKS);
        assertThat(contents.sections().get(2).version()).isEqualTo(65_535);
        assertThat(contents.sections().get(2).bytes()).isEmpty();
    }

    @Test
    void aSnapshotOfNothingIsReadBack() {
        SnapshotFile.write(file, HEADER, _ -> {});

        assertThat(SnapshotFile.read(file).sections()).isEmpty();
    }

    @Test
    void theDigestIsTheStatesAndNotTheLogs() {
        var digest = SnapshotFile.write(file, HEADER, STATE);
        var later = new SnapshotHeader(SnapshotFile.FORMAT, 130, 4, 88, 1, 64_000);
        var further = new SnapshotHeader(SnapshotFile.FORMAT, 120, 3, 89, 1, 64_000);

        assertThat(SnapshotFile.write(file, later, STATE)).isEqualTo(digest);
        assertThat(SnapshotFile.write(file, further, STATE)).isNotEqualTo(digest);
        assertThat(SnapshotFile.write(file, HEADER, sections -> put(sections, 0, 1, LOCKS)))
                .isNotEqualTo(digest);
    }

    @Test
    void damageToAnyBitIsNoticed() throws IOException {
        SnapshotFile.write(file, HEADER, STATE);
        var bytes = Files.readAllBytes(file);

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            var damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertDamaged(damaged);
        }
    }

    @Test
    void aFileThatEndsEarlyOrGoesOnIsNoticed() throws IOException {
        SnapshotFile.write(file, HEADER, STATE);
        var bytes = Files.readAllBytes(file);

        for (int length = 0; length < bytes.length; length++) {
            assertDamaged(Arrays.copyOf(bytes, length));
        }
        assertDamaged(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void aSectionThatIsGoneAltogetherIsNoticed() throws IOException {
        SnapshotFile.write(file, HEADER, sections -> put(sections, 0, 1, SESSIONS));
        var whole = Files.readAllBytes(file);
        SnapshotFile.write(file, HEADER, _ -> {});
        var empty = Files.readAllBytes(file);
        var headerLength = empty.length - 9;

        var without = Arrays.copyOf(whole, empty.length);
        System.arraycopy(whole, whole.length - 9, without, headerLength, 9);

        assertDamaged(without);
    }

    private void assertDamaged(byte[] bytes) throws IOException {
        var damaged = directory.resolve("damaged");
        Files.write(damaged, bytes);
        assertThatThrownBy(() -> SnapshotFile.read(damaged))
                .isInstanceOf(DamagedSnapshotException.class)
                .hasMessageContaining(damaged.toString());
    }

    @Test
    void aCrashDuringWritingLeavesTheOlderFile() {
        SnapshotFile.write(file, HEADER, STATE);
        var next = new SnapshotHeader(SnapshotFile.FORMAT, 240, 3, 160, 1, 99_000);

        assertThatThrownBy(() -> SnapshotFile.write(file, next, sections -> {
                    put(sections, 0, 1, LOCKS);
                    throw new IllegalStateException("the process ends here");
                }))
                .hasMessage("the process ends here");

        assertThat(SnapshotFile.read(file).header()).isEqualTo(HEADER);
    }

    @Test
    void whatACrashLeftBehindIsWrittenOver() throws IOException {
        Files.write(directory.resolve("snapshot.3_120.tmp"), new byte[100_000]);

        SnapshotFile.write(file, HEADER, STATE);

        assertThat(SnapshotFile.read(file).header()).isEqualTo(HEADER);
        assertThat(directory.resolve("snapshot.3_120.tmp")).doesNotExist();
    }

    @Test
    void sectionsStandInTheOrderOfTheirNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SnapshotFile.write(file, HEADER, sections -> {
                    sections.section(1, 1);
                    sections.section(0, 1);
                }));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SnapshotFile.write(file, HEADER, sections -> sections.section(255, 1)));
        assertThat(file).doesNotExist();
    }
}
