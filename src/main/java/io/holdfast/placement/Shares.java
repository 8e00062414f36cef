package io.holdfast.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which nodes are to have a copy of each group from now on, by who has one: as few copies as possible are moved, so that each
 * node has as many groups as any other, or one more or less. Where it is all the same what is moved, the scores of rendezvous
 * hashing decide, so that whoever knows the same works out the same.
 *
 * <p>{@link Placement} needs nothing but the names of the nodes, and pays for that with loads that differ more. Who has what is
 * known here, and to move a copy costs more than to remember where it is.
 */
final class Shares {

    private final Map<String, Integer> loads = new TreeMap<>();
    private final List<TreeSet<String>> seats = new ArrayList<>();
    private final int copies;

    private Shares(Collection<String> names, int copies) {
        names.forEach(name -> loads.put(name, 0));
        this.copies = Math.min(copies, loads.size());
    }

    /**
     * @param before the nodes of each group; of those that are there no more, others take the place
     * @return the nodes of each group, by name
     */
    static List<List<String>> of(List<? extends Collection<String>> before, Collection<String> names, int copies) {
        var shares = new Shares(names, copies);
        before.forEach(shares::keep);
        shares.thinOut();
        shares.fill();
        shares.even();
        return shares.seats.stream().map(List::copyOf).toList();
    }

    private void keep(Collection<String> had) {
        var kept = new TreeSet<>(had);
        kept.retainAll(loads.keySet());
        kept.forEach(node -> loads.merge(node, 1, Integer::sum));
        seats.add(kept);
    }

    /** Where a group has more copies than it needs, those go that are on the nodes with the most. */
    private void thinOut() {
        for (int group = 0; group < seats.size(); group++) {
            while (seats.get(group).size() > copies) {
                drop(group, last(group, seats.get(group)));
            }
        }
    }

    private void fill() {
        for (int group = 0; group < seats.size(); group++) {
            while (seats.get(group).size() < copies) {
                take(group, first(group, without(seats.get(group))));
            }
        }
    }

    /** From a node with the most to one with the least, which lacks some group that the other has, as it has fewer. */
    private void even() {
        while (true) {
            var fewest = loads.keySet().stream().min(Comparator.comparingInt(this::load));
            var most = loads.keySet().stream().max(Comparator.comparingInt(this::load));
            if (fewest.isEmpty() || most.isEmpty() || load(most.get()) - load(fewest.get()) <= 1) {
                return;
            }
            move(most.get(), fewest.get());
        }
    }

    private void move(String from, String to) {
        int wanted = -1;
        for (int group = 0; group < seats.size(); group++) {
            var had = seats.get(group);
            boolean may = had.contains(from) && !had.contains(to);
            if (may && (wanted < 0 || Placement.score(group, to) > Placement.score(wanted, to))) {
                wanted = group;
            }
        }
        drop(wanted, from);
        take(wanted, to);
    }

    private int load(String node) {
        return loads.getOrDefault(node, 0);
    }

    private void drop(int group, String node) {
        seats.get(group).remove(node);
        loads.merge(node, -1, Integer::sum);
    }

    private void take(int group, String node) {
        seats.get(group).add(node);
        loads.merge(node, 1, Integer::sum);
    }

    private List<String> without(Collection<String> taken) {
        return loads.keySet().stream().filter(node -> !taken.contains(node)).toList();
    }

    private String first(int group, Collection<String> among) {
        return among.stream().min(inTurn(group)).orElseThrow();
    }

    private String last(int group, Collection<String> among) {
        return among.stream().max(inTurn(group)).orElseThrow();
    }

    /** Who has the least comes first, and of several whoever scores highest for the group. */
    private Comparator<String> inTurn(int group) {
        return Comparator.comparingInt(this::load)
                .thenComparing(Comparator.<String>comparingLong(node -> Placement.score(group, node))
                        .reversed())
                .thenComparing(Comparator.naturalOrder());
    }
}
