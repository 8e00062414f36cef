package io.holdfast.placement;

import java.util.ArrayList;
import java.util.List;

/**
 * Which group each slot belongs to.
 *
 * @param epoch of this table; a later one has a greater number
 * @param groups the number of the group of each slot
 */
public record SlotTable(long epoch, List<Integer> groups) {

    public SlotTable {
        if (groups.size() != Slots.COUNT) {
            throw new IllegalArgumentException("a table has " + Slots.COUNT + " slots, not " + groups.size());
        }
        groups = List.copyOf(groups);
    }

    /** The first table of a cluster with this many groups: neighbours lie in different groups, and no group has much more. */
    public static SlotTable striped(int groups) {
        if (groups < 1) {
            throw new IllegalArgumentException("without a group there is no place for a slot");
        }
        var striped = new ArrayList<Integer>(Slots.COUNT);
        for (int slot = 0; slot < Slots.COUNT; slot++) {
            striped.add(slot % groups);
        }
        return new SlotTable(1, striped);
    }

    public int group(int slot) {
        return groups.get(slot);
    }
}
