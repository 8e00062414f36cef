package io.holdfast.raft;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.Primitive;
import io.holdfast.core.Scope;
import io.holdfast.store.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in each group of its cluster: the coordination group is the first, the data groups follow by number. There
 * are none before the node knows its cluster.
 */
final class NodeGroups implements AutoCloseable {

    static final String COORDINATION = Consensus.GROUP;

    private static final String DATA = "data-";

    /** @param isOnDisk whether its log was found, and is sound as far as can be told without Ratis */
    record Prepared(GroupNode group, boolean isOnDisk) {}

    private final Participation.Setup setup;
    private final DataDirectory data;
    private final Shelving shelving;
    private final GroupNode.Surroundings surroundings;
    private final Runnable onChange;
    private final Map<RaftGroupId, StateMachine> machines = new ConcurrentHashMap<>();
    private volatile List<GroupNode> all = List.of();

    NodeGroups(
            Participation.Setup setup,
            DataDirectory data,
            Shelving shelving,
            GroupNode.Surroundings surroundings,
            Runnable onChange) {
        this.setup = setup;
        this.data = data;
        this.shelving = shelving;
        this.surroundings = surroundings;
        this.onChange = onChange;
    }

    static boolean isCoordination(GroupNode group) {
        return group.name().equals(COORDINATION);
    }

    static String dataGroup(int number) {
        return DATA + number;
    }

    /** The number of the data group of this name; -1 for the coordination group. */
    static int numberOf(String name) {
        return name.startsWith(DATA) ? Integer.parseInt(name, DATA.length(), name.length(), 10) : -1;
    }

    /** The names of all groups of a cluster with this many data groups. */
    static List<String> names(int dataGroups) {
        var names = new ArrayList<String>();
        names.add(COORDINATION);
        for (int number = 0; number < dataGroups; number++) {
            names.add(dataGroup(number));
        }
        return List.copyOf(names);
    }

    /** Makes this node's part in each group; the engine may then open them. */
    List<Prepared> prepare(Identity known) {
        var prepared = new ArrayList<Prepared>();
        for (var name : names(known.dataGroups())) {
            prepared.add(prepare(name, RaftGroupId.valueOf(Formation.groupId(known.clusterId(), name))));
        }
        all = prepared.stream().map(Prepared::group).toList();
        return prepared;
    }

    private Prepared prepare(String name, RaftGroupId id) {
        var marker = data.marker(name, id);
        boolean isOnDisk = data.examine(id, marker);
        var scope = name.equals(COORDINATION) ? Scope.COORDINATION : Scope.DATA;
        var living = living(scope);
        var state = new AppliedState(living, shelving.of(living));
        var group = new GroupNode(name, id, state, surroundings, onChange);
        machines.put(id, new ReplicaStateMachine(surroundings.codec(), state, marker, group));
        return new Prepared(group, isOnDisk);
    }

    private List<Primitive<?, ?>> living(Scope scope) {
        return setup.primitives().stream()
                .filter(primitive -> primitive.scope() == scope)
                .toList();
    }

    /** What applies the entries of a group; the engine asks for it when it opens the group. */
    StateMachine machine(RaftGroupId id) {
        var machine = machines.get(id);
        if (machine == null) {
            throw new IllegalStateException("the engine has group " + id + ", which this node does not know of");
        }
        return machine;
    }

    List<GroupNode> all() {
        return all;
    }

    @Nullable
    GroupNode named(String name) {
        for (var group : all) {
            if (group.name().equals(name)) {
                return group;
            }
        }
        return null;
    }

    @Override
    public void close() {
        all.forEach(GroupNode::close);
    }
}
