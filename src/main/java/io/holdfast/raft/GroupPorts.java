package io.holdfast.raft;

import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.DataGroups;
import io.holdfast.wire.Codec;
import java.util.ArrayList;
import java.util.List;

/** The ports to all data groups, by number. */
record GroupPorts(List<DataGroup> groups) implements DataGroups {

    GroupPorts {
        groups = List.copyOf(groups);
    }

    /** @param groups this node's part in them */
    static GroupPorts of(Participation.Setup setup, NodeGroups groups, Rumours rumours, Hops hops, Codec codec) {
        var made = new ArrayList<DataGroup>();
        for (int number = 0; number < setup.groups().dataGroups(); number++) {
            var name = NodeGroups.dataGroup(number);
            var ground = new Errand.Ground(
                    name, () -> groups.named(name), setup.members(), () -> rumours.leader(name), hops, setup.groups());
            made.add(new GroupPort(ground, codec, setup.tuning().readTimeout()));
        }
        return new GroupPorts(made);
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
