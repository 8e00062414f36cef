package io.holdfast.placement;

import io.holdfast.placement.Placement.Pair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Chooses a leader among the nodes of each group so that no node leads two groups more than another. The node for which a
 * group scores highest leads it where that is even enough; where not, leaders make room for one another (augmenting paths in
 * a bipartite graph), first until each node has its share without the remainder, then for the remainder.
 */
final class Leaders {

    private final List<Pair> pairs;
    private final List<List<String>> nodes;
    private final int share;
    private final Map<Integer, String> leaders = new TreeMap<>();
    private final Map<String, List<Integer>> led = new TreeMap<>();

    /**
     * @param pairs the highest score first
     * @param nodes of each group
     */
    Leaders(List<Pair> pairs, List<List<String>> nodes, Collection<String> names) {
        this.pairs = pairs;
        this.nodes = nodes;
        this.share = nodes.size() / names.size();
        names.forEach(name -> led.put(name, new ArrayList<>()));
    }

    List<String> seat() {
        seatAll(share);
        seatAll(share + 1);
        seatAll(Integer.MAX_VALUE);
        return List.copyOf(leaders.values());
    }

    private void seatAll(int most) {
        for (var pair : pairs) {
            boolean isThere = nodes.get(pair.group()).contains(pair.node());
            if (isThere && !leaders.containsKey(pair.group()) && hasRoom(pair.node(), most)) {
                lead(pair.group(), pair.node());
            }
        }
        for (int group = 0; group < nodes.size(); group++) {
            if (!leaders.containsKey(group)) {
                var unused = makeRoom(group, most, new TreeSet<>());
            }
        }
    }

    private boolean hasRoom(String node, int most) {
        return of(node).size() < most;
    }

    private void lead(int group, String node) {
        leaders.put(group, node);
        of(node).add(group);
    }

    private List<Integer> of(String node) {
        return led.computeIfAbsent(node, _ -> new ArrayList<>());
    }

    /** Seats the group, if need be by moving another; false if that leads nowhere. */
    private boolean makeRoom(int group, int most, TreeSet<String> asked) {
        for (var node : nodes.get(group)) {
            if (!asked.add(node)) {
                continue;
            }
            if (hasRoom(node, most)) {
                lead(group, node);
                return true;
            }
            for (var other : List.copyOf(of(node))) {
                if (makeRoom(other, most, asked)) {
                    of(node).remove(other);
                    lead(group, node);
                    return true;
                }
            }
        }
        return false;
    }
}
