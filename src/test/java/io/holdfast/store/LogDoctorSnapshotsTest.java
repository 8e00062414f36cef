package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.store.LogDoctor.Diagnosis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor makes of damage beside the log: snapshots, their digests, the vote, the configuration. */
class LogDoctorSnapshotsTest {

    private static final long NOTHING = DurableMarker.NONE;

    @TempDir
    Path directory;

    private Patient patient;
    private GroupFiles files;

    @BeforeEach
    void makeTheGroup() throws IOException {
        patient = new Patient(directory.resolve("n2"));
        files = patient.files;
    }

    private Diagnosis examine(long durableIndex) {
        return patient.examine(durableIndex);
    }

    @Test
    void aDamagedSnapshotIsSetAsideWhereTheLogGoesBackBeforeIt() throws IOException {
        files.snapshot(20);
        var newest = files.snapshot(40);
        GroupFiles.flipBit(newest, 30);
        files.open(21, 50, 0);

        assertThat(examine(50)).isEqualTo(new Diagnosis(21, 50, 20, false, true));
        assertThat(newest).doesNotExist();
        assertThat(GroupFiles.md5(newest)).doesNotExist();
        assertThat(files.snapshots.resolve("snapshot.2_40.corrupt")).exists();
        assertThat(files.snapshots.resolve("snapshot.2_40.md5.corrupt")).exists();
        assertThat(examine(50)).isEqualTo(new Diagnosis(21, 50, 20, false, false));
    }

    @Test
    void aDamagedSnapshotIsNotNeededWhereTheLogIsWhole() throws IOException {
        GroupFiles.flipBit(files.snapshot(40), 30);
        files.open(0, 50, 0);

        assertThat(examine(50)).isEqualTo(new Diagnosis(0, 50, -1, false, true));
    }

    @Test
    void aDamagedSnapshotIsRefusedWhereTheLogBeginsLater() throws IOException {
        var newest = files.snapshot(40);
        GroupFiles.flipBit(newest, 30);
        files.open(21, 50, 0);

        patient.assertRefused(NOTHING, newest).hasMessageContaining("checksum");
        files.snapshot(19);
        patient.assertRefused(NOTHING, newest);
    }

    @Test
    void aDamagedSnapshotIsRefusedWhereTheLogEndsBeforeIt() throws IOException {
        files.snapshot(20);
        var newest = files.snapshot(40);
        GroupFiles.flipBit(newest, 30);
        files.open(21, 39, 0);

        patient.assertRefused(NOTHING, newest).hasMessageContaining("ends before it");
    }

    @Test
    void aSnapshotUnderAnothersNameIsDamaged() throws IOException {
        files.snapshot(20);
        Files.copy(files.snapshot(30), files.snapshots.resolve("snapshot.2_40"));
        files.open(0, 50, 0);

        assertThat(examine(50)).isEqualTo(new Diagnosis(0, 50, 30, false, true));
    }

    @Test
    void aDigestThatIsMissingOrDamagedIsWrittenAnew() throws IOException {
        var snapshot = files.snapshot(40);
        files.open(41, 50, 0);

        for (var digest :
                new String[] {null, "", "not a digest", "d41d8cd98f00b204e9800998ecf8427e *snapshot.2_40\n"}) {
            Files.deleteIfExists(GroupFiles.md5(snapshot));
            if (digest != null) {
                Files.writeString(GroupFiles.md5(snapshot), digest);
            }

            assertThat(examine(50)).isEqualTo(new Diagnosis(41, 50, 40, false, false));
            assertThat(GroupFiles.md5(snapshot)).content().matches("(?!d41d)[0-9a-f]{32} \\*snapshot\\.2_40\n");
        }
    }

    @Test
    void aVoteThatIsMissingOrDamagedIsRefused() throws IOException {
        files.open(0, 20, 0);
        var vote = files.current.resolve("raft-meta");

        for (var content : new String[] {"", "term=\nvotedFor=n1", "term=2", "votedFor=n1", "term=x\nvotedFor=n1"}) {
            Files.writeString(vote, content);
            patient.assertRefused(NOTHING, vote);
        }
        Files.delete(vote);
        patient.assertRefused(NOTHING, vote).hasMessageContaining("missing");
        files.vote(1);
        patient.assertRefused(NOTHING, vote).hasMessageContaining("term 1");
        files.vote(3);
        assertThat(examine(20).lastIndex()).isEqualTo(20);
    }

    @Test
    void aConfigurationThatIsDamagedIsRefused() throws IOException {
        files.open(0, 20, 0);
        var configuration = files.current.resolve("raft-meta.conf");

        for (var content : new byte[][] {{}, {0x08, 0x01}, {0x22, 0x09, 0x00}, {0x08, 0x01, 0x22, 0x02, 0x0a}}) {
            Files.write(configuration, content);
            patient.assertRefused(NOTHING, configuration);
        }
    }

    @Test
    void aConfigurationMayBeMissingOnlyWhileTheLogIsWhole() throws IOException {
        var configuration = files.current.resolve("raft-meta.conf");
        Files.delete(configuration);
        files.open(0, 20, 0);

        assertThat(examine(20).lastIndex()).isEqualTo(20);

        files.snapshot(10);
        patient.assertRefused(NOTHING, configuration).hasMessageContaining("missing");
    }

    @Test
    void aFirstStartThatWasInterruptedIsSound() throws IOException {
        Files.delete(files.current.resolve("raft-meta.conf"));
        Files.move(files.current.resolve("raft-meta"), files.current.resolve("raft-meta.tmp"));

        assertThat(examine(NOTHING).lastIndex()).isEqualTo(-1);
    }
}
