package io.holdfast.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups that are moved from where they are. */
class SharesTest {

    @ParameterizedTest
    @CsvSource({"3, 3, 3", "3, 4, 3", "16, 5, 3", "64, 6, 3", "256, 10, 3", "1024, 50, 3", "200, 7, 1", "16, 3, 9"})
    void everyNodeHasItsShareOrOneMoreOrLess(int groups, int nodes, int copies) {
        var placed = Placement.moved(nobody(groups), nodes(nodes), copies);

        isEven(placed, nodes(nodes), copies);
    }

    @ParameterizedTest
    @CsvSource({"3, 3, 3", "16, 4, 3", "64, 6, 3", "256, 10, 3", "1024, 20, 3", "1024, 50, 3", "200, 7, 1"})
    void whoComesTakesItsShareAndNothingElseMoves(int groups, int nodes, int copies) {
        var before = Placement.moved(nobody(groups), nodes(nodes), copies).nodes();

        var after = Placement.moved(before, nodes(nodes + 1), copies);

        int least = groups * copies / (nodes + 1);
        assertThat(moved(before, after.nodes())).isEqualTo(least).isEqualTo(load(after, "n" + (nodes + 1)));
        isEven(after, nodes(nodes + 1), copies);
    }

    @ParameterizedTest
    @CsvSource({"16, 5, 3", "64, 6, 3", "256, 10, 3", "200, 7, 1"})
    void whoGoesLeavesItsOwnAndLittleElseMoves(int groups, int nodes, int copies) {
        var before = Placement.moved(nobody(groups), nodes(nodes), copies);

        for (var gone : nodes(nodes)) {
            var rest = new ArrayList<>(nodes(nodes));
            rest.remove(gone);
            var after = Placement.moved(before.nodes(), rest, copies);

            assertThat(moved(before.nodes(), after.nodes())).as(gone).isLessThanOrEqualTo(3 * load(before, gone) / 2);
            isEven(after, rest, copies);
        }
    }

    @Test
    void nothingMovesWhereNobodyComesOrGoes() {
        var placed = Placement.moved(nobody(64), nodes(7), 3);

        assertThat(Placement.moved(placed.nodes(), nodes(7), 3)).isEqualTo(placed);
    }

    /** What is done one group at a time is worked out anew after each. */
    @Test
    void oneGroupAfterTheOtherLeadsToTheEndAndHardlyMoreMoves() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new Seeded(seed);
            int groups = 1 + random.below(16);
            var actual = new ArrayList<List<String>>(
                    Placement.moved(nobody(groups), nodes(1 + random.below(9)), 1 + random.below(5))
                            .nodes());
            var nodes = nodes(1 + random.below(9));
            int copies = 1 + random.below(5);
            int foreseen = moved(actual, Placement.moved(actual, nodes, copies).nodes());

            int moved = 0;
            for (int step = 0; ; step++) {
                var wanted = Placement.moved(actual, nodes, copies).nodes();
                int next = IntStream.range(0, groups)
                        .filter(group -> !sorted(wanted.get(group)).equals(sorted(actual.get(group))))
                        .findFirst()
                        .orElse(-1);
                if (next < 0) {
                    break;
                }
                assertThat(step).as("seed " + seed).isLessThan(2 * groups);
                moved += moved(List.of(actual.get(next)), List.of(wanted.get(next)));
                actual.set(next, wanted.get(next));
            }

            assertThat(moved).as("seed " + seed).isLessThanOrEqualTo(3 * foreseen / 2);
            isEven(Placement.among(actual), nodes, copies);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "16, 4", "16, 5", "64, 9"})
    void leadersAreSpreadOverThoseThatHaveTheGroup(int groups, int nodes) {
        var placed = Placement.moved(nobody(groups), nodes(nodes), 3);

        for (int group = 0; group < groups; group++) {
            assertThat(placed.nodes().get(group)).contains(placed.leaders().get(group));
        }
        for (var node : nodes(nodes)) {
            assertThat(Collections.frequency(placed.leaders(), node))
                    .as(node)
                    .isBetween(groups / nodes, Math.ceilDiv(groups, nodes));
        }
    }

    /** Nodes of different versions have to agree. */
    @Test
    void whatMovesIsTheSameForEver() {
        var three = Placement.moved(nobody(3), nodes(3), 3).nodes();
        var five = Placement.moved(three, nodes(5), 3);

        assertThat(five.nodes())
                .isEqualTo(Placement.moved(three, List.of("n5", "n3", "n1", "n4", "n2"), 3)
                        .nodes());
        assertThat(five.nodes().toString()).isEqualTo("[[n1, n2, n4], [n1, n3, n5], [n2, n3, n4]]");
    }

    @Test
    void withoutANodeThereIsNoPlace() {
        assertThatThrownBy(() -> Placement.moved(nobody(3), List.of(), 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Placement.among(nobody(1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(Placement.moved(nobody(0), nodes(3), 3).leaders()).isEmpty();
    }

    private static void isEven(Placement placed, Collection<String> nodes, int copies) {
        int seats = placed.nodes().size() * Math.min(nodes.size(), copies);
        for (var node : nodes) {
            assertThat(load(placed, node)).as(node).isBetween(seats / nodes.size(), Math.ceilDiv(seats, nodes.size()));
        }
        assertThat(placed.nodes())
                .allSatisfy(each -> assertThat(each)
                        .hasSize(Math.min(nodes.size(), copies))
                        .doesNotHaveDuplicates()
                        .isSubsetOf(nodes));
    }

    private static List<List<String>> nobody(int groups) {
        return Collections.nCopies(groups, List.of());
    }

    private static List<String> nodes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> "n" + n).toList();
    }

    private static List<String> sorted(Collection<String> nodes) {
        return List.copyOf(new TreeSet<>(nodes));
    }

    private static int load(Placement placed, String node) {
        Map<String, Integer> loads = new TreeMap<>();
        placed.nodes().forEach(each -> each.forEach(one -> loads.merge(one, 1, Integer::sum)));
        return loads.getOrDefault(node, 0);
    }

    /** Copies that a node has to be given that did not have them. */
    private static int moved(List<List<String>> before, List<List<String>> after) {
        int moved = 0;
        for (int group = 0; group < before.size(); group++) {
            var had = before.get(group);
            moved += (int) after.get(group).stream()
                    .filter(node -> !had.contains(node))
                    .count();
        }
        return moved;
    }
}
