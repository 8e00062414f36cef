package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.store.LogDoctor.Diagnosis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor and the library agree on what is in the files, and the library starts with what the doctor lets pass. */
class LogDoctorWithRatisTest {

    private static final int COMMANDS = 200;

    @TempDir
    Path dataDir;

    private Path storage;
    private Path group;

    @BeforeEach
    void nameTheDirectories() {
        storage = dataDir.resolve("raft");
        group = LoneServer.groupDirectory(storage);
    }

    private void run(int commands, boolean snapshot) throws Exception {
        try (var server = new LoneServer(storage)) {
            server.send(commands);
            if (snapshot) {
                server.takeSnapshot();
            }
        }
    }

    private long countAfterStart() throws Exception {
        try (var server = new LoneServer(storage)) {
            return server.count();
        }
    }

    private Diagnosis examine(long durableIndex) {
        return LogDoctor.examine(group, durableIndex, dataDir);
    }

    private Path newest(String glob) throws IOException {
        try (var files = Files.newDirectoryStream(group.resolve("current"), glob)) {
            Path newest = null;
            for (var file : files) {
                newest = newest == null || file.compareTo(newest) > 0 ? file : newest;
            }
            assertThat(newest).as(glob).isNotNull();
            return newest;
        }
    }

    /** The last bytes of the last entry never reached the disk, whose blocks were allocated before. */
    private void tearTheTail(Path open) throws IOException {
        var bytes = Files.readAllBytes(open);
        Arrays.fill(bytes, bytes.length - 12, bytes.length, (byte) 0);
        Files.write(open, Arrays.copyOf(bytes, bytes.length + 4_096));
    }

    @Test
    void aLogThatTheLibraryClosedIsSound() throws Exception {
        run(COMMANDS, false);

        var diagnosis = examine(DurableMarker.NONE);

        assertThat(diagnosis.firstIndex()).isZero();
        assertThat(diagnosis.lastIndex()).isGreaterThanOrEqualTo(COMMANDS);
        assertThat(diagnosis.cut()).isFalse();
        assertThat(examine(diagnosis.lastIndex())).isEqualTo(diagnosis);
        assertThat(newest("log_*-*")).exists();
        assertThat(countAfterStart()).isEqualTo(COMMANDS);
    }

    @Test
    void theLibraryAloneDoesNotStartWithATornTail() throws Exception {
        run(COMMANDS, false);
        tearTheTail(newest("log_inprogress_*"));

        assertThatThrownBy(this::countAfterStart).hasStackTraceContaining("Log entry corrupted");
    }

    @Test
    void theLibraryStartsAfterATornTailWasCutOff() throws Exception {
        run(COMMANDS, false);
        long last = examine(DurableMarker.NONE).lastIndex();
        tearTheTail(newest("log_inprogress_*"));

        assertThatThrownBy(() -> examine(last)).isInstanceOf(RefusedStorageException.class);
        assertThat(examine(last - 1)).isEqualTo(new Diagnosis(0, last - 1, -1, true, false));

        assertThat(countAfterStart()).isBetween(COMMANDS - 1L, (long) COMMANDS);
        assertThat(examine(last - 1).cut()).isFalse();
    }

    @Test
    void theLibraryStartsAfterATailWasCutOffInTheMiddle() throws Exception {
        run(COMMANDS, false);
        var open = newest("log_inprogress_*");
        long first = Long.parseLong(open.getFileName().toString().replace("log_inprogress_", ""));
        long last = examine(DurableMarker.NONE).lastIndex();
        GroupFiles.flipBit(open, Files.size(open) / 2);

        assertThatThrownBy(() -> examine(last)).isInstanceOf(RefusedStorageException.class);
        var diagnosis = examine(first);

        assertThat(diagnosis.cut()).isTrue();
        assertThat(diagnosis.lastIndex()).isBetween(first, last - 1);
        assertThat(countAfterStart()).isLessThan(COMMANDS);
        assertThat(examine(diagnosis.lastIndex()).lastIndex()).isGreaterThan(diagnosis.lastIndex());
    }

    @Test
    void aBitThatFlippedInAClosedSegmentIsRefused() throws Exception {
        run(COMMANDS, false);
        var closed = newest("log_*-*");
        GroupFiles.flipBit(closed, Files.size(closed) / 2);

        assertThatThrownBy(() -> examine(DurableMarker.NONE))
                .isInstanceOf(RefusedStorageException.class)
                .hasMessageContaining(closed.toString());
    }

    @Test
    void aLogBehindASnapshotIsSoundAndItsDigestIsMended() throws Exception {
        run(COMMANDS / 2, true);
        run(COMMANDS / 2, true);
        Path snapshot;
        try (var files = Files.list(group.resolve("sm"))) {
            snapshot = files.filter(file -> file.toString().endsWith(".md5"))
                    .max(Comparator.comparing(Path::toString))
                    .orElseThrow();
        }
        var md5 = Files.readString(snapshot);
        var diagnosis = examine(DurableMarker.NONE);
        Files.delete(snapshot);

        assertThat(diagnosis.snapshotIndex()).isGreaterThanOrEqualTo(COMMANDS);
        assertThat(diagnosis.firstIndex()).isPositive();
        assertThat(examine(diagnosis.lastIndex())).isEqualTo(diagnosis);
        assertThat(snapshot).content().isEqualTo(md5);
        assertThat(countAfterStart()).isEqualTo(COMMANDS);
    }

    @Test
    void aNewestSnapshotThatIsDamagedIsDoneWithoutOrRefused() throws Exception {
        run(COMMANDS / 2, false);
        run(COMMANDS / 2, true);
        var diagnosis = examine(DurableMarker.NONE);
        Path snapshot;
        try (var files = Files.list(group.resolve("sm"))) {
            snapshot = files.filter(file -> !file.toString().endsWith(".md5"))
                    .findFirst()
                    .orElseThrow();
        }
        GroupFiles.flipBit(snapshot, 30);

        assertThat(diagnosis.firstIndex()).isPositive();
        assertThatThrownBy(() -> examine(DurableMarker.NONE))
                .isInstanceOf(RefusedStorageException.class)
                .hasMessageContaining(snapshot.toString());
    }

    @Test
    void aDamagedVoteIsRefusedByNameAndNotByTheLibrary() throws Exception {
        run(1, false);
        var vote = group.resolve("current/raft-meta");
        Files.writeString(vote, "votedFor=n1\n");

        assertThatThrownBy(() -> examine(DurableMarker.NONE))
                .isInstanceOf(RefusedStorageException.class)
                .hasMessageContaining(vote.toString());
    }
}
