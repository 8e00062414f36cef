package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.holdfast.store.LogDoctor.Diagnosis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogDoctorTest {

    private static final long NOTHING = DurableMarker.NONE;
    private static final int ALLOCATED = 1_000;

    private static final Logger STORE = (Logger) LoggerFactory.getLogger("io.holdfast.store");

    @TempDir
    Path directory;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    private Patient patient;
    private GroupFiles files;

    @BeforeEach
    void makeTheGroup() throws IOException {
        patient = new Patient(directory.resolve("n2"));
        files = patient.files;
    }

    @BeforeEach
    void listen() {
        said.start();
        STORE.addAppender(said);
        STORE.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        STORE.detachAppender(said);
        STORE.setAdditive(true);
    }

    private Diagnosis examine(long durableIndex) {
        return patient.examine(durableIndex);
    }

    @Test
    void aNodeThatNeverStartedIsSound() {
        var empty = LogDoctor.examine(directory.resolve("elsewhere"), NOTHING, patient.dataDir);

        assertThat(empty).isEqualTo(new Diagnosis(-1, -1, -1, false, false));
    }

    @Test
    void aSoundLogIsLeftAsItIs() throws IOException {
        files.closed(0, 9);
        files.closed(10, 300);
        files.open(301, 320, ALLOCATED);
        var before = patient.contents();

        assertThat(examine(320)).isEqualTo(new Diagnosis(0, 320, -1, false, false));
        assertThat(patient.contents()).isEqualTo(before);
        assertThat(said.list).isEmpty();
    }

    @Test
    void aLogBehindItsSnapshotIsSound() throws IOException {
        files.snapshot(50);
        files.closed(40, 60);
        files.open(61, 70, 0);

        assertThat(examine(70)).isEqualTo(new Diagnosis(40, 70, 50, false, false));
    }

    @Test
    void aSnapshotWithoutALogIsSound() throws IOException {
        files.snapshot(50);
        files.open(51, 50, ALLOCATED);

        assertThat(examine(50)).isEqualTo(new Diagnosis(-1, -1, 50, false, false));
    }

    @Test
    void aSegmentThatWasOnlyBegunIsSound() throws IOException {
        files.closed(0, 9);
        for (int header = 0; header < GroupFiles.HEADER_BYTES; header++) {
            var begun = Arrays.copyOf(Arrays.copyOf("RaftLog1".getBytes(StandardCharsets.US_ASCII), header), ALLOCATED);
            Files.write(files.current.resolve("log_inprogress_10"), begun);

            assertThat(examine(9).lastIndex()).isEqualTo(9);
        }
    }

    @Test
    void aTornTailIsCutOffWhereverItIsTorn() throws IOException {
        int start = GroupFiles.offset(0, 20);
        int end = GroupFiles.offset(0, 21);
        for (int torn = start + 1; torn < end; torn++) {
            var open = files.open(0, 20, ALLOCATED);
            var bytes = Files.readAllBytes(open);
            Arrays.fill(bytes, torn, bytes.length, (byte) 0);
            Files.write(open, bytes);

            assertThat(examine(19)).isEqualTo(new Diagnosis(0, 19, -1, true, false));
            assertThat(open).hasSize(start);
            assertThat(examine(19)).isEqualTo(new Diagnosis(0, 19, -1, false, false));
        }
    }

    @Test
    void aFileThatEndsWithinARecordIsCutOffBeforeIt() throws IOException {
        int start = GroupFiles.offset(0, 20);
        for (int length = start + 1; length < GroupFiles.offset(0, 21); length++) {
            var open = files.open(0, 20, 0);
            Files.write(open, Arrays.copyOf(Files.readAllBytes(open), length));

            assertThat(examine(19).cut()).isTrue();
            assertThat(open).hasSize(start);
        }
    }

    @Test
    void damageToAnyByteOfTheTailIsFound() throws IOException {
        int start = GroupFiles.offset(0, 20);
        for (int at = start; at < GroupFiles.offset(0, 21); at++) {
            var open = files.open(0, 20, ALLOCATED);
            GroupFiles.flipBit(open, at);

            assertThat(examine(19)).as("byte %d", at).isEqualTo(new Diagnosis(0, 19, -1, true, false));
        }
    }

    @Test
    void bytesBehindTheZerosAreCutOff() throws IOException {
        var open = files.open(0, 20, ALLOCATED);
        GroupFiles.flipBit(open, Files.size(open) - 1);

        assertThat(examine(20)).isEqualTo(new Diagnosis(0, 20, -1, true, false));
        assertThat(open).hasSize(GroupFiles.offset(0, 21));
    }

    @Test
    void whatIsCutOffIsSaidInOneLine() throws IOException {
        var open = files.open(0, 20, ALLOCATED);
        GroupFiles.flipBit(open, GroupFiles.offset(0, 21) - 1L);
        long lost = Files.size(open) - GroupFiles.offset(0, 20);

        examine(19);

        assertThat(said.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage())
                    .contains("file=" + open, "bytes=" + lost, "lastIndex=19", "reason=the checksum");
        });
    }

    @Test
    void damageToWhatWasAcknowledgedIsRefused() throws IOException {
        var open = files.open(0, 20, ALLOCATED);
        GroupFiles.flipBit(open, GroupFiles.offset(0, 15) + 5L);

        patient.assertRefused(15, open)
                .hasMessageContaining("at byte " + GroupFiles.offset(0, 15) + ", after index 14");
        patient.assertRefused(20, open);
        assertThat(examine(14)).isEqualTo(new Diagnosis(0, 14, -1, true, false));
    }

    @Test
    void damageToTheHeaderIsRefusedUnlessNothingBehindItCounts() throws IOException {
        files.closed(0, 9);
        var open = files.open(10, 20, 0);
        GroupFiles.flipBit(open, 3);

        patient.assertRefused(10, open).hasMessageContaining("header");
        assertThat(examine(9)).isEqualTo(new Diagnosis(0, 9, -1, true, false));
        assertThat(open).isEmptyFile();
    }

    @Test
    void damageInAClosedSegmentIsRefused() throws IOException {
        var closed = files.closed(0, 9);
        files.open(10, 20, 0);
        GroupFiles.flipBit(closed, GroupFiles.offset(0, 9) + 5L);

        patient.assertRefused(NOTHING, closed).hasMessageContaining("after index 8");
    }

    @Test
    void aClosedSegmentThatEndsEarlyIsRefused() throws IOException {
        var closed = files.closed(0, 9);
        files.open(10, 20, 0);
        Files.write(closed, Arrays.copyOf(Files.readAllBytes(closed), GroupFiles.offset(0, 9)));

        patient.assertRefused(NOTHING, closed).hasMessageContaining("entries are missing");
    }

    @Test
    void aTruncationThatWasCutShortIsFinished() throws IOException {
        files.closed(0, 9);
        var closed = files.closed(10, 20);
        Files.write(closed, Arrays.copyOf(Files.readAllBytes(closed), GroupFiles.offset(10, 15)));

        patient.assertRefused(15, closed);
        assertThat(examine(14)).isEqualTo(new Diagnosis(0, 14, -1, false, false));
        assertThat(closed).doesNotExist();
        assertThat(examine(14)).isEqualTo(new Diagnosis(0, 14, -1, false, false));
    }

    @Test
    void entriesThatDoNotFollowOneAnotherAreDamage() throws IOException {
        var open = files.open(0, 20, 0);
        var bytes = Files.readAllBytes(open);
        Files.write(open, Arrays.copyOf(bytes, GroupFiles.offset(0, 15)));
        Files.write(open, GroupFiles.record(2, 17), StandardOpenOption.APPEND);

        assertThat(examine(14)).isEqualTo(new Diagnosis(0, 14, -1, true, false));
    }

    @Test
    void aGapBetweenSegmentsIsRefused() throws IOException {
        var before = files.closed(0, 9);
        files.open(11, 20, 0);

        patient.assertRefused(NOTHING, before).hasMessageContaining("log_inprogress_11");
    }

    @Test
    void aSegmentThatIsMissingAtTheBeginningIsRefused() throws IOException {
        var open = files.open(10, 20, 0);

        patient.assertRefused(NOTHING, open).hasMessageContaining("begins at index 10");
    }

    @Test
    void aLogThatBeginsAfterTheSnapshotsEndIsRefused() throws IOException {
        files.snapshot(50);
        var open = files.open(52, 60, 0);

        patient.assertRefused(NOTHING, open).hasMessageContaining("ends at index 50");
    }

    @Test
    void whatAPurgeLeftBehindIsRemoved() throws IOException {
        var leftover = files.closed(0, 9);
        files.snapshot(40);
        files.closed(30, 45);
        files.open(46, 50, 0);

        assertThat(examine(50)).isEqualTo(new Diagnosis(30, 50, 40, false, false));
        assertThat(leftover).doesNotExist();
    }

    @Test
    void entriesThatWereAcknowledgedAndAreGoneAreRefused() throws IOException {
        files.open(0, 20, 0);

        patient.assertRefused(21, files.current).hasMessageContaining("acknowledged index 21");
        assertThat(examine(20).lastIndex()).isEqualTo(20);
    }

    @Test
    void aDirectoryThatIsGoneIsRefusedWhereSomethingWasAcknowledged() {
        assertThatThrownBy(() -> LogDoctor.examine(directory.resolve("elsewhere"), 0, patient.dataDir))
                .isInstanceOf(RefusedStorageException.class)
                .hasMessageContaining("acknowledged index 0");
    }

    @Test
    void theMessageNamesTheNodeByItsIdentity() throws IOException {
        Identity.mint("printer-room").store(patient.dataDir);
        files.open(10, 20, 0);

        assertThatThrownBy(() -> examine(NOTHING)).hasMessageContaining("./holdfast wipe printer-room");
    }
}
