package io.holdfast.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {

    @ParameterizedTest
    @CsvSource({"3, 3, 3", "16, 3, 3", "16, 5, 3", "64, 6, 3", "256, 10, 3", "1024, 50, 3", "200, 7, 1", "16, 3, 9"})
    void noNodeIsFarOverItsShare(int groups, int nodes, int copies) {
        var placement = Placement.of(groups, nodes(nodes), copies);

        int seats = groups * Math.min(nodes, copies);
        int most = Math.ceilDiv(seats * (100 + Placement.OVER_SHARE_PERCENT), 100 * nodes);
        assertThat(loads(placement).values()).allMatch(load -> load <= most);
        assertThat(placement.nodes())
                .hasSize(groups)
                .allSatisfy(each ->
                        assertThat(each).hasSize(Math.min(nodes, copies)).doesNotHaveDuplicates());
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 3", "3, 3, 3", "4, 3, 3", "16, 5, 5", "16, 5, 3", "64, 6, 3", "256, 10, 3", "1024, 50, 3"})
    void everyNodeLeadsItsShareOrOneMoreOrLess(int groups, int nodes, int copies) {
        var placement = Placement.of(groups, nodes(nodes), copies);

        for (var node : nodes(nodes)) {
            assertThat(Collections.frequency(placement.leaders(), node))
                    .as(node)
                    .isBetween(groups / nodes, Math.ceilDiv(groups, nodes));
        }
        for (int group = 0; group < groups; group++) {
            assertThat(placement.nodes().get(group))
                    .contains(placement.leaders().get(group));
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 6, 3", "256, 10, 3", "1024, 20, 3", "1024, 50, 3", "200, 7, 1"})
    void whoComesTakesItsShareAndLittleElseMoves(int groups, int nodes, int copies) {
        var before = Placement.of(groups, nodes(nodes), copies);
        var after = Placement.of(groups, nodes(nodes + 1), copies);

        double least = (double) groups * copies / (nodes + 1);
        assertThat(moved(before, after)).isLessThanOrEqualTo((int) (1.5 * least));
    }

    @ParameterizedTest
    @CsvSource({"64, 6, 3", "256, 10, 3", "1024, 20, 3", "200, 7, 1"})
    void whoGoesLeavesItsOwnAndLittleElseMoves(int groups, int nodes, int copies) {
        var before = Placement.of(groups, nodes(nodes), copies);
        var loads = loads(before);

        for (var gone : nodes(nodes)) {
            var rest = new ArrayList<>(nodes(nodes));
            rest.remove(gone);
            int least = loads.get(gone);
            assertThat(moved(before, Placement.of(groups, rest, copies)))
                    .as(gone)
                    .isLessThanOrEqualTo((int) (1.5 * least));
        }
    }

    @Test
    void theOrderOfTheNodesDoesNotMatter() {
        var nodes = new ArrayList<>(nodes(9));
        var placement = Placement.of(64, nodes, 3);

        Collections.reverse(nodes);

        assertThat(Placement.of(64, nodes, 3)).isEqualTo(placement);
    }

    /** Nodes of different versions have to agree. */
    @Test
    void placesAreTheSameForEver() {
        assertThat(Placement.of(4, nodes(3), 3).leaders()).containsExactly("n3", "n2", "n1", "n3");
    }

    @Test
    void withoutANodeThereIsNoPlace() {
        assertThatThrownBy(() -> Placement.of(3, List.of(), 3)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Placement.of(0, nodes(3), 3).leaders()).isEmpty();
    }

    private static List<String> nodes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> "n" + n).toList();
    }

    private static Map<String, Integer> loads(Placement placement) {
        var loads = new TreeMap<String, Integer>();
        placement.nodes().forEach(each -> each.forEach(node -> loads.merge(node, 1, Integer::sum)));
        return loads;
    }

    /** Copies that a node has to be given that did not have them. */
    private static int moved(Placement before, Placement after) {
        int moved = 0;
        for (int group = 0; group < before.nodes().size(); group++) {
            var had = before.nodes().get(group);
            moved += (int) after.nodes().get(group).stream()
                    .filter(node -> !had.contains(node))
                    .count();
        }
        return moved;
    }
}
