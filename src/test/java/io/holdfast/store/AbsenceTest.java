package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbsenceTest {

    @TempDir
    private Path data;

    private Path group;
    private Path file;

    @BeforeEach
    void places() {
        group = data.resolve("raft").resolve("g");
        file = data.resolve("absent-g");
    }

    @Test
    void whoLeavesKeepsTheTermAndTheVoteThatItHas() throws IOException {
        promise("term=7\nvotedFor=n2\n");

        assertThat(Absence.of(group, 5, 40)).isEqualTo(new Absence(7, "n2", 40, false));
        assertThat(Absence.of(group, 7, 40)).isEqualTo(new Absence(7, "n2", 40, false));
    }

    /** In a term that it has not heard of it has voted for nobody. */
    @Test
    void whoLeavesTakesOverTheTermInWhichThatWasConfirmed() throws IOException {
        promise("term=7\nvotedFor=n2\n");

        assertThat(Absence.of(group, 9, 40)).isEqualTo(new Absence(9, "", 40, false));
        assertThat(Absence.of(data.resolve("nowhere"), 9, 40)).isEqualTo(new Absence(9, "", 40, false));
    }

    @Test
    void anAbsenceOnlyGrows() {
        var absence = new Absence(7, "n2", 40, false);

        assertThat(absence.until(6, 30)).isEqualTo(absence);
        assertThat(absence.until(7, 50)).isEqualTo(new Absence(7, "n2", 50, false));
        assertThat(absence.until(8, 50)).isEqualTo(new Absence(8, "", 50, false));
    }

    @Test
    void whatWasPromisedAfterTheReturnCountsWhenItBeginsAnew() throws IOException {
        promise("term=9\nvotedFor=n3\n");

        var again = new Absence(7, "n2", 40, true).withVoteOf(group);

        assertThat(again).isEqualTo(new Absence(9, "n3", 40, false));
    }

    @Test
    void itIsFoundOnDiskAsItWasAndIsOverInTheEnd() {
        var absence = new Absence(7, "n2.cafe", 40, true);
        assertThat(Absence.load(file)).isNull();

        absence.store(file);

        assertThat(Absence.load(file)).isEqualTo(absence);
        Absence.end(file);
        assertThat(Absence.load(file)).isNull();
    }

    @Test
    void aDirectoryToComeBackToHoldsTermAndVoteAndNothingElse() throws IOException {
        new Absence(7, "n2", 40, true).begin(group);

        assertThat(new RaftMetadata(group.resolve("current")).voteDamage(7)).isNull();
        assertThat(Absence.of(group, 0, 40)).isEqualTo(new Absence(7, "n2", 40, false));
        try (var files = Files.list(group.resolve("current"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void whatIsGivenUpIsGone() throws IOException {
        promise("term=7\nvotedFor=n2\n");

        Absence.giveUp(group);
        Absence.giveUp(group);

        assertThat(group).doesNotExist();
    }

    @Test
    void aNoteThatCannotBeReadIsRefused() throws IOException {
        Files.writeString(file, "term=many\n");

        assertThatThrownBy(() -> Absence.load(file))
                .isInstanceOf(RefusedStorageException.class)
                .hasMessageContaining("absent-g");
    }

    private void promise(String text) throws IOException {
        Files.createDirectories(group.resolve("current"));
        Files.writeString(group.resolve("current").resolve("raft-meta"), text);
    }
}
