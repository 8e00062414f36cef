package io.holdfast.raft;

import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.DataGroups;
import java.util.List;

/** The ports to all data groups, by number. */
record GroupPorts(List<DataGroup> groups) implements DataGroups {

    GroupPorts {
        groups = List.copyOf(groups);
    }

    @Override
    public int count() {
        return groups.size();
    }

    @Override
    public DataGroup group(int number) {
        return groups.get(number);
    }
}
