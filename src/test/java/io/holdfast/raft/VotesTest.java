package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VotesTest {

    private static final List<String> THREE = List.of("n1", "n2", "n3");
    private static final List<String> NONE = List.of();

    @Test
    void oneOfOneIsAMajority() throws Exception {
        assertThat(new Votes(4, List.of(List.of("n1"), NONE), "n1").await(0)).isTrue();
    }

    @Test
    void oneOfThreeIsNot() throws Exception {
        assertThat(new Votes(4, List.of(THREE, NONE), "n1").await(1)).isFalse();
    }

    @Test
    void twoOfThreeInTheSameTermAre() throws Exception {
        var votes = new Votes(4, List.of(THREE, NONE), "n1");
        votes.count(new PeerAnswer.Term("n3", 4));

        assertThat(votes.await(0)).isTrue();
    }

    @Test
    void oneOfFiveAndAnotherAreNotEnough() {
        var votes = new Votes(4, List.of(List.of("n1", "n2", "n3", "n4", "n5"), NONE), "n1");
        votes.count(new PeerAnswer.Term("n3", 4));

        assertThat(votes.areEnough()).isFalse();
    }

    @Test
    void whoWasInAnEarlierOrLaterTermIsNotEnough() {
        var earlier = new Votes(4, List.of(THREE, NONE), "n1");
        earlier.count(new PeerAnswer.Term("n3", 3));
        var later = new Votes(4, List.of(THREE, NONE), "n1");
        later.count(new PeerAnswer.Term("n3", 5));

        assertThat(List.of(earlier.areEnough(), later.areEnough())).containsOnly(false);
    }

    @Test
    void theSameVoterCountsOnce() throws Exception {
        var votes = new Votes(4, List.of(List.of("n1", "n2", "n3", "n4", "n5"), NONE), "n1");
        votes.count(new PeerAnswer.Term("n3", 4));
        votes.count(new PeerAnswer.Term("n3", 4));

        assertThat(votes.await(1)).isFalse();
    }

    @Test
    void aHigherTermDeposesAtOnce() throws Exception {
        var votes = new Votes(4, List.of(THREE, NONE), "n1");
        votes.count(new PeerAnswer.Term("n2", 5));
        votes.count(new PeerAnswer.Term("n3", 4));

        assertThat(votes.await(0)).isFalse();
    }

    @Test
    void aLowerTermDoesNotCount() throws Exception {
        var votes = new Votes(4, List.of(THREE, NONE), "n1");
        votes.count(new PeerAnswer.Term("n2", 3));

        assertThat(votes.await(1)).isFalse();
    }

    @Test
    void aNameThatNoConfigurationHasDoesNotCount() throws Exception {
        var votes = new Votes(4, List.of(THREE, NONE), "n1");
        votes.count(new PeerAnswer.Term("n2.0badcafe", 4));

        assertThat(votes.await(1)).isFalse();
    }

    @Test
    void whileMembersChangeBothMajoritiesAreNeeded() throws Exception {
        var votes = new Votes(4, List.of(THREE, List.of("n1", "n4", "n5")), "n1");
        votes.count(new PeerAnswer.Term("n2", 4));
        assertThat(votes.await(1)).isFalse();

        votes.count(new PeerAnswer.Term("n5", 4));
        assertThat(votes.await(0)).isTrue();
    }
}
