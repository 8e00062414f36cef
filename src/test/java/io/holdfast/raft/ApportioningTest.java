package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.roster.RosterCommand.Enlist;
import io.holdfast.roster.RosterRow;
import io.holdfast.roster.RosterRow.Standing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the leader knows enough to say where data groups are to live. */
class ApportioningTest {

    private static final List<String> FIVE = List.of("n1", "n2", "n3", "n4", "n5");

    /** All five have a place, and of those that are new each tells the roster when it is ready to. */
    @Test
    void whileSomeHaveNotToldTheRosterOfThemselvesNothingIsDecided() {
        assertThat(Apportioning.knowsAll(List.of(row("n1")), FIVE, _ -> true)).isFalse();
        assertThat(Apportioning.knowsAll(
                        FIVE.subList(0, 4).stream().map(ApportioningTest::row).toList(), FIVE, _ -> true))
                .isFalse();
    }

    @Test
    void whoIsNotThereIsNotWaitedFor() {
        var four = FIVE.subList(0, 4).stream().map(ApportioningTest::row).toList();

        assertThat(Apportioning.knowsAll(four, FIVE, node -> !node.equals("n5")))
                .isTrue();
    }

    /** What it was before it lost its disk has a place still. */
    @Test
    void whoIsAboutToChangeItsNameIsWaitedFor() {
        assertThat(Apportioning.knowsAll(List.of(row("n1"), row("n2.cafe")), List.of("n1", "n2"), _ -> true))
                .isFalse();
    }

    @Test
    void aGroupThatComesIsWaitedForAndOneThatIsThereIsNot() {
        assertThat(isOnItsWay(List.of("n1", "n2", "n3"), List.of("n1", "n2", "n4")))
                .isTrue();
        assertThat(isOnItsWay(List.of("n1", "n2", "n3", "n4"), List.of("n1", "n2", "n4")))
                .isTrue();
        assertThat(isOnItsWay(List.of("n1", "n2", "n4"), List.of("n1", "n2", "n4")))
                .isFalse();
    }

    /** It does not come any more, and who was to go for it stays until another does. */
    @Test
    void whoLeavesBeforeItHasTheGroupIsNotWaitedFor() {
        assertThat(isOnItsWay(List.of("n1", "n2", "n3"), List.of("n1", "n2", "leaving")))
                .isFalse();
        assertThat(isOnItsWay(List.of("n1", "n2", "n3", "leaving"), List.of("n1", "n2", "leaving")))
                .isFalse();
    }

    @Test
    void whoIsDownIsNotWaitedForEither() {
        assertThat(isOnItsWay(List.of("n1", "n2", "n3"), List.of("n1", "n2", "down")))
                .isFalse();
        assertThat(isOnItsWay(List.of("n1", "n2", "n3"), List.of("n1", "n4", "down")))
                .isTrue();
    }

    private static boolean isOnItsWay(List<String> there, List<String> wanted) {
        return Apportioning.isOnItsWay(there, wanted, "leaving"::equals, node -> !node.equals("down"));
    }

    private static RosterRow row(String peer) {
        var place = new Enlist(
                Members.nodeOf(peer), peer, "127.0.0.1:7001", "http://127.0.0.1:8001", "http://127.0.0.1:8001");
        return new RosterRow(place, Standing.ACTIVE, 0);
    }
}
