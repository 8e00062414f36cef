package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.store.LogDoctor.Diagnosis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots with shelves: what a crash at any step leaves, and what the doctor makes of files that are not there. */
class ShelfSnapshotsTest {

    private static final byte[] ALL = {-1, -1, -1};
    private static final byte[] JAM = new byte[2_000];

    @TempDir
    Path directory;

    private Patient patient;
    private GroupFiles files;
    private Shelved group;

    @BeforeEach
    void makeTheGroup() throws IOException {
        patient = new Patient(directory.resolve("n2"));
        files = patient.files;
        group = new Shelved(patient.dataDir);
    }

    @AfterEach
    void close() {
        group.close();
    }

    /** A snapshot at this index, of shelves that hold as many rows. */
    private Path snapshot(int index) throws IOException {
        var file = files.snapshots.resolve("snapshot.2_" + index);
        writeShelves(file, index);
        SnapshotFile.write(
                file,
                new SnapshotHeader(SnapshotFile.FORMAT, index, 2, index, 1, index),
                ShelfFiles.list(ShelfFiles.of(file)),
                sections -> sections.section(0, 1));
        return file;
    }

    private void writeShelves(Path file, int rows) {
        try (var shelves = group.open()) {
            for (int i = 0; i < rows; i++) {
                shelves.of(Shelved.PRIMITIVE).put(Shelved.key(i), JAM);
            }
            shelves.freeze();
            shelves.writeTo(ShelfFiles.of(file));
        }
    }

    private int rowsOf(Path snapshot) {
        try (var shelves = group.open(snapshot)) {
            return Shelved.rows(shelves.of(Shelved.PRIMITIVE)).size();
        }
    }

    private Diagnosis start() throws IOException {
        Leftovers.undoReplacement(files.group);
        var diagnosis = patient.examine(50);
        Leftovers.remove(files.group);
        return diagnosis;
    }

    private List<String> names() throws IOException {
        try (var all = Files.list(files.snapshots)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".md5"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theDigestSaysNothingOfTheFilesOfShelves() throws IOException {
        var file = snapshot(20);

        var contents = SnapshotFile.read(file);
        var onHeap = SnapshotFile.write(
                files.snapshots.resolve("other"), contents.header(), sections -> sections.section(0, 1));

        assertThat(contents.shelves()).extracting(ShelfFile::name).contains("CURRENT");
        assertThat(contents.sections()).hasSize(1);
        assertThat(contents.digest()).isEqualTo(onHeap);
    }

    @Test
    void aCrashWhileTheShelvesAreWrittenLeavesTheSnapshotBefore() throws IOException {
        snapshot(20);
        files.open(10, 50, 0);
        writeShelves(files.snapshots.resolve("snapshot.2_40"), 40);
        Files.createDirectory(files.snapshots.resolve("shelf.2_45.tmp"));

        assertThat(start()).isEqualTo(new Diagnosis(10, 50, 20, false, false));

        assertThat(names()).containsExactly("shelf.2_20", "snapshot.2_20");
        assertThat(rowsOf(files.snapshots.resolve("snapshot.2_20"))).isEqualTo(20);
    }

    @Test
    void aCrashBeforeTheSnapshotHasItsNameLeavesTheOneBefore() throws IOException {
        snapshot(20);
        files.open(10, 50, 0);
        var unnamed = snapshot(40);
        Files.move(unnamed, unnamed.resolveSibling("snapshot.2_40.tmp"));

        assertThat(start()).isEqualTo(new Diagnosis(10, 50, 20, false, false));

        assertThat(names()).containsExactly("shelf.2_20", "snapshot.2_20");
    }

    @Test
    void aCrashAfterTheSnapshotHasItsNameLeavesIt() throws IOException {
        snapshot(20);
        files.open(10, 50, 0);
        var newest = snapshot(40);

        assertThat(start()).isEqualTo(new Diagnosis(10, 50, 40, false, false));

        assertThat(rowsOf(newest)).isEqualTo(40);
    }

    @Test
    void aCrashWhileAnOldSnapshotIsRemovedLeavesTheOthers() throws IOException {
        var old = snapshot(20);
        snapshot(30);
        snapshot(40);
        files.open(10, 50, 0);
        Files.delete(old);
        Files.delete(ShelfFiles.of(old).resolve("CURRENT"));

        assertThat(start()).isEqualTo(new Diagnosis(10, 50, 40, false, false));

        assertThat(names()).containsExactly("shelf.2_30", "shelf.2_40", "snapshot.2_30", "snapshot.2_40");
    }

    @Test
    void whatIsLiveAfterACrashIsMadeAnewFromTheSnapshot() throws IOException {
        var newest = snapshot(40);
        files.open(10, 50, 0);
        var crashed = group.open(newest);
        crashed.of(Shelved.PRIMITIVE).removeRange(new byte[0], ALL);
        crashed.of(Shelved.PRIMITIVE).put(Shelved.key(7), JAM);
        Files.createDirectories(group.live().resolve("99"));

        try (var restarted = new Shelved(patient.dataDir);
                var shelves = restarted.open(newest)) {
            assertThat(Shelved.rows(shelves.of(Shelved.PRIMITIVE))).hasSize(40);
            assertThat(group.live().resolve("99")).doesNotExist();
        }
        crashed.close();
    }

    @Test
    void withoutASnapshotTheShelvesAreEmpty() {
        var crashed = group.open();
        crashed.of(Shelved.PRIMITIVE).put(Shelved.key(7), JAM);

        try (var restarted = new Shelved(patient.dataDir);
                var shelves = restarted.open()) {
            assertThat(Shelved.rows(shelves.of(Shelved.PRIMITIVE))).isEmpty();
        }
        crashed.close();
    }

    @Test
    void aCrashBetweenTheOldSnapshotsAndTheReceivedOnesGoesBackToTheOld() throws IOException {
        var old = snapshot(20);
        files.open(10, 50, 0);
        Files.createDirectories(files.group.resolve("tmp/snapshot-1234/shelf.2_90"));
        Files.move(files.snapshots, files.group.resolve("sm.tmp20261122_120000_000"));

        assertThat(start()).isEqualTo(new Diagnosis(10, 50, 20, false, false));

        assertThat(rowsOf(old)).isEqualTo(20);
        assertThat(files.group.resolve("tmp")).doesNotExist();
    }

    @Test
    void aCrashBeforeTheOldSnapshotsAreRemovedKeepsTheReceivedOnes() throws IOException {
        snapshot(20);
        Files.move(files.snapshots, files.group.resolve("sm.tmp20261122_120000_000"));
        Files.createDirectory(files.snapshots);
        var received = snapshot(60);

        assertThat(start()).isEqualTo(new Diagnosis(-1, -1, 60, false, false));

        assertThat(rowsOf(received)).isEqualTo(60);
        assertThat(files.group.resolve("sm.tmp20261122_120000_000")).doesNotExist();
    }

    @Test
    void anAttemptThatItsSenderGaveUpIsRemovedWhileAnotherIsUnderWay() throws IOException {
        var givenUp = Files.createDirectories(files.group.resolve("tmp/snapshot-1"));
        Files.setLastModifiedTime(givenUp, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        var underWay = Files.createDirectories(files.group.resolve("tmp/snapshot-2/shelf.2_90"));

        Leftovers.removeAbandoned(files.group, Duration.ofMinutes(5));

        assertThat(givenUp).doesNotExist();
        assertThat(underWay).exists();
    }

    @Test
    void aSnapshotWithoutOneOfItsFilesIsDamaged() throws IOException {
        snapshot(20);
        var newest = snapshot(40);
        files.open(10, 50, 0);
        Files.delete(fileOf(newest, ".blob"));

        assertThat(start()).isEqualTo(new Diagnosis(10, 50, 20, false, true));

        assertThat(names())
                .containsExactly("shelf.2_20", "shelf.2_40.corrupt", "snapshot.2_20", "snapshot.2_40.corrupt");
    }

    @Test
    void aSnapshotWithAShortFileIsRefusedWhereTheLogBeginsLater() throws IOException {
        var newest = snapshot(40);
        files.open(30, 50, 0);
        Files.write(fileOf(newest, ".sst"), new byte[100]);

        patient.assertRefused(DurableMarker.NONE, newest).hasMessageContaining("100 bytes instead of");
    }

    @Test
    void aRowThatIsDamagedIsNeverShownAndEndsTheNode() throws IOException {
        var newest = snapshot(40);
        var bodies = fileOf(newest, ".blob");
        GroupFiles.flipBit(bodies, Files.size(bodies) / 2);

        try (var shelves = group.open(newest)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 40; i++) {
                            assertThat(shelves.of(Shelved.PRIMITIVE).get(Shelved.key(i)))
                                    .isEqualTo(JAM);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("are damaged")
                    .hasMessageContaining("./holdfast wipe n2");
            assertThat(group.failures()).isNotEmpty();
            assertThatThrownBy(() -> shelves.of(Shelved.PRIMITIVE).put(Shelved.key(1), JAM))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    private static Path fileOf(Path snapshot, String suffix) {
        var directory = ShelfFiles.of(snapshot);
        return ShelfFiles.list(directory).stream()
                .map(ShelfFile::name)
                .filter(name -> name.endsWith(suffix))
                .map(directory::resolve)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSnapshotThatCannotBeWrittenLeavesTheShelvesInUse() throws IOException {
        try (var shelves = group.open()) {
            var shelf = shelves.of(Shelved.PRIMITIVE);
            shelf.put(Shelved.key(1), JAM);
            var taken = Files.createDirectory(group.snapshots().resolve("shelf.1_1"));

            shelves.freeze();
            shelf.put(Shelved.key(2), JAM);
            assertThatThrownBy(() -> shelves.writeTo(taken)).isInstanceOf(UncheckedIOException.class);

            shelf.put(Shelved.key(3), JAM);
            assertThat(Shelved.rows(shelf)).hasSize(3);
            assertThat(group.failures()).isEmpty();
        }
    }
}
