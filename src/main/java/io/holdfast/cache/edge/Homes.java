package io.holdfast.cache.edge;

import io.holdfast.cache.CacheKey;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.DataGroups;
import io.holdfast.placement.SlotTable;
import io.holdfast.placement.Slots;
import org.jspecify.annotations.Nullable;

/** In which data group each entry lives. The leader of the group is the entry's home. */
public final class Homes {

    private final DataGroups groups;
    private final @Nullable SlotTable table;

    public Homes(DataGroups groups) {
        this.groups = groups;
        this.table = groups.count() == 0 ? null : SlotTable.striped(groups.count());
    }

    public int count() {
        return groups.count();
    }

    public DataGroup group(int number) {
        return groups.group(number);
    }

    /** The number of the group in which the entry lives. There must be any. */
    public int of(CacheKey key) {
        if (table == null) {
            throw new IllegalStateException("without data groups no entry lives anywhere");
        }
        return table.group(Slots.of(key.rooted(), 0));
    }
}
