package io.holdfast.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which nodes have a copy of each group, and which of them had best lead it. Whoever knows the names of the nodes works out
 * the same; no order of theirs matters, and nothing has to be remembered.
 *
 * <p>Each pair of a group and a node has a score, and a group lives on the nodes where it scores highest: rendezvous hashing
 * (D. Thaler, C. Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM Transactions on Networking 6(1),
 * 1998). When a node comes it takes what it scores highest for; when it goes only its own groups go elsewhere. No node takes
 * more than a quarter over its share: bounded loads (V. Mirrokni, M. Thorup, M. Zadimoghaddam, "Consistent hashing with
 * bounded loads", SODA 2018). There, what is full passes on what comes last; here pairs are seated from the highest score
 * down, so that no order of arrival enters into it, and a node that fills up pushes away what it scored lowest for.
 *
 * @param nodes the nodes of each group
 * @param leaders the node that had best lead each group; each node leads as many as any other, or one more or less
 */
public record Placement(List<List<String>> nodes, List<String> leaders) {

    /** How far a node may be above its share, in percent. */
    static final int OVER_SHARE_PERCENT = 25;

    /** A node that could have a group. */
    record Pair(int group, String node, long score) {}

    private static final Comparator<Pair> HIGHEST_FIRST = Comparator.comparingLong(Pair::score)
            .reversed()
            .thenComparing(Pair::node)
            .thenComparingInt(Pair::group);

    public Placement {
        nodes = nodes.stream().map(List::copyOf).toList();
        leaders = List.copyOf(leaders);
    }

    /**
     * Places groups on nodes.
     *
     * @param copies how many nodes have each group; all have it if there are no more
     */
    public static Placement of(int groups, Collection<String> nodes, int copies) {
        var names = new TreeSet<>(nodes);
        if (names.isEmpty() || copies < 1) {
            throw new IllegalArgumentException("a group needs a node");
        }
        var pairs = pairs(groups, names);
        var placed = seat(pairs, groups, names, Math.min(copies, names.size()));
        return new Placement(placed, new Leaders(pairs, placed, names).seat());
    }

    /**
     * Places groups that some nodes have already on these nodes: each has as many as any other, or one more or less, and as
     * little as possible moves.
     *
     * @param before the nodes of each group until now, whether they are there still or not
     * @param copies how many nodes have each group; all have it if there are no more
     */
    public static Placement moved(List<? extends Collection<String>> before, Collection<String> nodes, int copies) {
        if (nodes.isEmpty() || copies < 1) {
            throw new IllegalArgumentException("a group needs a node");
        }
        return among(Shares.of(before, nodes, copies));
    }

    /** Groups that are on these nodes, each on some, and who had best lead them. */
    public static Placement among(List<? extends Collection<String>> nodes) {
        var names = new TreeSet<String>();
        nodes.forEach(names::addAll);
        if (nodes.stream().anyMatch(Collection::isEmpty)) {
            throw new IllegalArgumentException("a group needs a node");
        }
        var pairs = pairs(nodes.size(), names);
        List<List<String>> placed =
                nodes.stream().<List<String>>map(List::copyOf).toList();
        return new Placement(placed, names.isEmpty() ? List.of() : new Leaders(pairs, placed, names).seat());
    }

    private static List<Pair> pairs(int groups, Collection<String> names) {
        var pairs = new ArrayList<Pair>(groups * names.size());
        for (var node : names) {
            for (int group = 0; group < groups; group++) {
                pairs.add(new Pair(group, node, score(group, node)));
            }
        }
        pairs.sort(HIGHEST_FIRST);
        return pairs;
    }

    /** How well a group and a node go together. */
    static long score(int group, String node) {
        long seed = (long) Murmur3.hash(node, 1) << 32 | Integer.toUnsignedLong(Murmur3.hash(node, 2));
        return Murmur3.mix(seed ^ Murmur3.mix(group + 1));
    }

    private static List<List<String>> seat(List<Pair> pairs, int groups, Collection<String> names, int copies) {
        int most = Math.ceilDiv(groups * copies * (100 + OVER_SHARE_PERCENT), 100 * names.size());
        var placed = new ArrayList<List<String>>(groups);
        for (int group = 0; group < groups; group++) {
            placed.add(new ArrayList<>(copies));
        }
        Map<String, Integer> loads = new LinkedHashMap<>();
        seatWithin(pairs, placed, loads, copies, most);
        // The nodes that have room may be those that have the group already: then a bound has to give way.
        seatWithin(pairs, placed, loads, copies, Integer.MAX_VALUE);
        return placed;
    }

    private static void seatWithin(
            List<Pair> pairs, List<List<String>> placed, Map<String, Integer> loads, int copies, int most) {
        for (var pair : pairs) {
            var seats = placed.get(pair.group());
            int load = loads.getOrDefault(pair.node(), 0);
            if (seats.size() < copies && load < most && !seats.contains(pair.node())) {
                seats.add(pair.node());
                loads.put(pair.node(), load + 1);
            }
        }
    }
}
