package io.holdfast.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Stamp;
import io.holdfast.roster.RosterCommand.Allot;
import io.holdfast.roster.RosterCommand.Cause;
import io.holdfast.roster.RosterCommand.Enlist;
import io.holdfast.roster.RosterCommand.Remove;
import io.holdfast.roster.RosterCommand.Retire;
import io.holdfast.roster.RosterResult.Enlisted;
import io.holdfast.roster.RosterResult.Reason;
import io.holdfast.roster.RosterResult.Refused;
import io.holdfast.roster.RosterResult.Removed;
import io.holdfast.roster.RosterResult.Retiring;
import io.holdfast.roster.RosterRow.Standing;
import io.holdfast.testing.Rows;
import io.holdfast.testing.Seeded;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RosterMachineTest {

    private final RosterMachine machine = new RosterMachine();
    private long sequence;

    @Test
    void aNodeIsKnownAtThePlaceThatItSaidLast() {
        assertThat(ask(place("n1", "n1", 1))).isEqualTo(new Enlisted("n1", "n1"));
        assertThat(ask(place("n1", "n1", 2))).isEqualTo(new Enlisted("n1", "n1"));

        assertThat(machine.find("n1").place().address()).isEqualTo("10.0.0.1:2");
        assertThat(machine.list()).hasSize(1);
    }

    @Test
    void whatIsKnownAlreadyTellsNobody() {
        ask(place("n1", "n1", 1));
        long version = machine.version();

        assertThat(machine.apply(new Stamp(9, 9), place("n1", "n1", 1)).events())
                .isEmpty();
        assertThat(machine.version()).isEqualTo(version);
    }

    @Test
    void aNodeThatLostItsDiskTakesThePlaceOfWhatItWas() {
        ask(place("n1", "n1", 1));

        assertThat(ask(place("n1", "n1.cafe", 1))).isEqualTo(new Enlisted("n1", "n1.cafe"));
        assertThat(machine.list()).extracting(RosterRow::peer).containsExactly("n1.cafe");
    }

    @Test
    void oneNodeIsTakenOutAtATime() {
        ask(place("n1", "n1", 1));
        ask(place("n2", "n2", 2));
        ask(place("n3", "n3", 3));

        assertThat(ask(retire("n1"))).isEqualTo(new Retiring("n1"));
        assertThat(ask(retire("n1"))).isEqualTo(new Retiring("n1"));
        assertThat(ask(retire("n2"))).isEqualTo(new Refused(Reason.BUSY));
        assertThat(ask(new Remove("n1", "n1"))).isEqualTo(new Removed("n1"));
        assertThat(ask(retire("n2"))).isEqualTo(new Retiring("n2"));
    }

    @Test
    void aPeerThatWasRemovedNeverComesBackAndItsNodeDoesAsAnother() {
        ask(place("n1", "n1", 1));
        ask(place("n2", "n2", 2));
        ask(retire("n2"));
        assertThat(ask(place("n2", "n2.cafe", 2))).isEqualTo(new Refused(Reason.OUT));
        ask(new Remove("n2", "n2"));

        assertThat(ask(place("n2", "n2", 2))).isEqualTo(new Refused(Reason.OUT));
        assertThat(ask(place("n2", "n2.cafe", 2))).isEqualTo(new Enlisted("n2", "n2.cafe"));
    }

    @Test
    void nobodyIsRemovedWhoWasNotAskedToGo() {
        ask(place("n1", "n1", 1));

        assertThat(ask(new Remove("n1", "n1"))).isEqualTo(new Refused(Reason.UNKNOWN_NODE));
        assertThat(ask(retire("n9"))).isEqualTo(new Refused(Reason.UNKNOWN_NODE));
    }

    @Test
    void aDataGroupIsHadByTheNodesThatItWasAllottedToLast() {
        ask(place("n1", "n1", 1));
        ask(place("n2", "n2", 2));

        assertThat(ask(new Allot(2, List.of("n2", "n1", "n2")))).isEqualTo(new RosterResult.Allotted(2));
        assertThat(ask(new Allot(0, List.of("n2")))).isEqualTo(new RosterResult.Allotted(0));

        assertThat(machine.allotments())
                .containsExactly(
                        new Allotment(0, List.of("n2"), sequence), new Allotment(2, List.of("n1", "n2"), sequence - 1));
    }

    @Test
    void anAllotmentThatIsInForceTellsNobody() {
        ask(place("n1", "n1", 1));
        ask(new Allot(0, List.of("n1")));
        long version = machine.version();

        assertThat(machine.apply(new Stamp(9, 9), new Allot(0, List.of("n1"))).events())
                .isEmpty();
        assertThat(machine.version()).isEqualTo(version);
    }

    @Test
    void nothingIsAllottedToWhoIsUnknownOrOnItsWayOut() {
        ask(place("n1", "n1", 1));
        ask(place("n2", "n2", 2));
        ask(retire("n2"));

        assertThat(ask(new Allot(0, List.of("n1", "n2")))).isEqualTo(new Refused(Reason.UNKNOWN_NODE));
        assertThat(ask(new Allot(0, List.of("n1", "n9")))).isEqualTo(new Refused(Reason.UNKNOWN_NODE));
        assertThat(machine.allotments()).isEmpty();
    }

    @Test
    void theLastNodeStays() {
        ask(place("n1", "n1", 1));

        assertThat(ask(retire("n1"))).isEqualTo(new Refused(Reason.LAST_NODE));
    }

    @Test
    void theEldestThatWasRemovedIsForgottenWhereThereIsNoRoom() {
        for (int i = 0; i < RosterLimits.NODES_MAX; i++) {
            ask(place("n" + i, "n" + i, i));
        }
        assertThat(ask(place("late", "late", 1))).isEqualTo(new Refused(Reason.NODES_MAX));
        ask(retire("n7"));
        ask(new Remove("n7", "n7"));

        assertThat(ask(place("late", "late", 1))).isEqualTo(new Enlisted("late", "late"));
        assertThat(machine.find("n7")).isNull();
    }

    @Test
    void aSnapshotHasAllOfIt() {
        ask(place("n1", "n1", 1));
        ask(place("n2", "n2", 2));
        ask(new Allot(1, List.of("n1", "n2")));
        ask(retire("n2"));
        var rows = new Rows();
        machine.save(rows);

        var loaded = new RosterMachine();
        loaded.load(rows.source(), RosterPrimitive.ROSTER.snapshotVersion());

        assertThat(loaded.list()).isEqualTo(machine.list());
        assertThat(loaded.allotments()).isEqualTo(machine.allotments());
        assertThat(loaded.version()).isEqualTo(machine.version());
    }

    /** It was the version and the nodes. */
    @Test
    void aSnapshotOfWhenAllNodesHadAllGroupsIsReadToo() {
        ask(place("n1", "n1", 1));
        ask(place("n2", "n2", 2));
        var rows = new Rows();
        machine.save(rows);
        var before = new Rows();
        rows.all().stream()
                .filter(row -> row instanceof RosterRow || row.equals(rows.all().getFirst()))
                .forEach(before::put);
        assertThat(before.all()).hasSize(3).hasSizeLessThan(rows.all().size());

        var loaded = new RosterMachine();
        loaded.load(before.source(), 1);

        assertThat(loaded.list()).isEqualTo(machine.list());
        assertThat(loaded.allotments()).isEmpty();
        assertThat(loaded.version()).isEqualTo(machine.version());
    }

    @Test
    void whatNeverEndsIsRefused() {
        assertThatThrownBy(() -> place("", "n1", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Allot(0, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Allot(-1, List.of("n1"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Allot(0, Collections.nCopies(RosterLimits.COPIES_MAX + 1, "n1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Retire("x".repeat(RosterLimits.NAME_LENGTH_MAX + 1), Cause.FAILED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Whatever is asked in whatever order. */
    @Test
    void atMostOneIsOnItsWayAndWhoIsOutStaysOut() {
        Seeded.seeds(200, 20_000).forEach(seed -> {
            var random = new Seeded(seed);
            var tried = new RosterMachine();
            for (int step = 1; step <= 200; step++) {
                var command = anything(random, step);
                var before = tried.list();
                tried.apply(new Stamp(step, step), command);
                if (command instanceof Allot allot && tried.allotments().contains(made(allot, step))) {
                    assertThat(allot.nodes())
                            .as("INV-4, seed %d", seed)
                            .allSatisfy(node ->
                                    assertThat(tried.find(node).isLeaving()).isFalse());
                }
                assertThat(tried.list().stream().filter(row -> row.standing() == Standing.RETIRING))
                        .as("INV-1, seed %d", seed)
                        .hasSizeLessThan(2);
                assertThat(before.stream().filter(row -> row.standing() == Standing.REMOVED))
                        .as("INV-2, seed %d", seed)
                        .allSatisfy(row -> assertThat(tried.find(row.node()))
                                .satisfiesAnyOf(
                                        now -> assertThat(now).isEqualTo(row),
                                        now -> assertThat(now.peer()).isNotEqualTo(row.peer())));
                assertThat(tried.list().isEmpty() || tried.activeCount() > 0)
                        .as("INV-3, seed %d", seed)
                        .isTrue();
            }
        });
    }

    private static RosterCommand anything(Seeded random, int step) {
        var node = "n" + random.below(5);
        var peer = node + "." + random.below(3);
        return switch (random.below(4)) {
            case 0 -> place(node, peer, step);
            case 1 -> retire(node);
            case 2 -> new Allot(random.below(3), List.of(node, "n" + random.below(5)));
            default -> new Remove(node, peer);
        };
    }

    private static Allotment made(Allot allot, int step) {
        return new Allotment(allot.group(), allot.nodes(), step);
    }

    private Object ask(RosterCommand command) {
        return machine.apply(new Stamp(++sequence, sequence), command).result();
    }

    private static Retire retire(String node) {
        return new Retire(node, Cause.REQUESTED);
    }

    private static Enlist place(String node, String peer, int port) {
        return new Enlist(node, peer, "10.0.0.1:" + port, "http://" + node, "http://" + node);
    }
}
