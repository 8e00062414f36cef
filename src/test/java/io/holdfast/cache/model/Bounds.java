package io.holdfast.cache.model;

import java.util.ArrayList;
import java.util.Locale;

/**
 * How often each thing may happen in a run; what is not named never does. An election happens at most once, unless it is
 * ruled out.
 */
final class Bounds {

    /** What a run is short of. */
    enum Budget {
        /** Reads that a node has to ask the home for. */
        GETS,
        PUTS,
        /** Reads that attach themselves to one that is under way. */
        JOINS,
        /** Lines that a node drops for want of space. */
        EVICTIONS,
        /** Requests that a client no longer waits for. */
        GIVE_UPS,
        /** Messages that arrive twice. */
        DUPLICATES,
        /** Leases that end before they are renewed. */
        LAPSES,
        /** Lines that the home calls back for want of space. */
        RECALLS,
        /** Purges of a tag that the first content carries, and any write may. */
        PURGES,
        /** Members that hear late of an election; with any, three nodes are members of a group of five. */
        LAGGARDS,
        /** Disks that are lost after an election. */
        DISKS,
        /** Steps of the time; with any, every content lives for two of them. */
        TICKS,
        /** Leases to fill the line, which is absent at first if there are any. */
        TOKENS,
        /** Copies that a node wants back when they are called back. */
        WISHES,
        /** Writes that delete. */
        DELETES,
        /** Attempts to write back to the store behind the cache; with none there is no such store. */
        WRITE_BACKS
    }

    private final int nodes;
    private final boolean elections;
    private final int[] most;

    private Bounds(int nodes, boolean elections, int[] most) {
        this.nodes = nodes;
        this.elections = elections;
        this.most = most;
    }

    static Bounds nodes(int nodes) {
        return new Bounds(nodes, true, new int[Budget.values().length]);
    }

    Bounds with(Budget budget, int times) {
        var more = most.clone();
        more[budget.ordinal()] = times;
        return new Bounds(nodes, elections, more);
    }

    /** One leader throughout. */
    Bounds calm() {
        return new Bounds(nodes, false, most);
    }

    int nodes() {
        return nodes;
    }

    boolean elections() {
        return elections;
    }

    int most(Budget budget) {
        return most[budget.ordinal()];
    }

    /** Whether the budget's subject is in the run at all. */
    boolean has(Budget budget) {
        return most(budget) > 0;
    }

    @Override
    public String toString() {
        var named = new ArrayList<String>();
        for (var budget : Budget.values()) {
            if (most(budget) > 0) {
                named.add(budget.toString().toLowerCase(Locale.ROOT) + "=" + most(budget));
            }
        }
        return nodes + " nodes" + (elections ? "" : ", one leader") + " " + String.join(" ", named);
    }
}
