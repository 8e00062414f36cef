package io.holdfast.raft;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.Primitive;
import io.holdfast.core.Scope;
import io.holdfast.store.DurableMarker;
import io.holdfast.store.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in each group of its cluster: the coordination group is the first, the data groups follow by number. There
 * are none before the node knows its cluster.
 */
final class NodeGroups implements AutoCloseable {

    static final String COORDINATION = Consensus.GROUP;

    private static final String DATA = "data-";

    /**
     * @param isOnDisk whether its log was found, and is sound as far as can be told without Ratis
     * @param isNew whether this node has never had it
     */
    record Prepared(GroupNode group, boolean isOnDisk, boolean isNew) {}

    private final Participation.Setup setup;
    private final DataDirectory data;
    private final Shelving shelving;
    private final GroupNode.Surroundings surroundings;
    private final Runnable onChange;
    private final Map<RaftGroupId, StateMachine> machines = new ConcurrentHashMap<>();
    private final Map<String, DurableMarker> markers = new ConcurrentHashMap<>();
    private final Map<ByteString, BooleanSupplier> returning = new ConcurrentHashMap<>();
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
        boolean isOnDisk = data.examine(name, id, marker);
        markers.put(name, marker);
        return new Prepared(make(name, id, marker), isOnDisk, !isOnDisk && data.absence(name) == null);
    }

    private GroupNode make(String name, RaftGroupId id, DurableMarker marker) {
        var scope = name.equals(COORDINATION) ? Scope.COORDINATION : Scope.DATA;
        var living = living(scope);
        var state = new AppliedState(living, shelving.of(living));
        var group = new GroupNode(name, id, state, surroundings, onChange);
        machines.put(
                id,
                new ReplicaStateMachine(
                        surroundings.codec(), state, marker, group, cause -> shelving.failed(unwritable(name, cause))));
        return group;
    }

    private static UncheckedIOException unwritable(String group, Throwable cause) {
        return new UncheckedIOException(
                "the log of " + group + " cannot be written: " + cause.getMessage()
                        + "; see to the disk and start the node again",
                cause instanceof IOException io ? io : new IOException(cause));
    }

    /**
     * Gives up a group that does without this node, and is closed. What this node has of it from now on is as on an empty
     * disk, but for what it has promised. If it fails it is to be done again.
     */
    synchronized void giveUp(GroupNode group, long term, long index) {
        group.close();
        group.state().feed().close();
        // A thread of the engine that was closed may be late: what it notes must not get into the next life.
        marker(group).close();
        var marker = data.marker(group.name(), group.id());
        markers.put(group.name(), marker);
        data.giveUp(group.name(), group.id(), marker, term, index);
        var anew = make(group.name(), group.id(), marker);
        all = all.stream().map(one -> one == group ? anew : one).toList();
    }

    /** Opens a group on an empty disk, without members: the leader will send them. */
    void open(Engine engine, GroupNode group, PeerAnswer.Admission admission) {
        if (data.absence(group.name()) == null) {
            engine.open(group.id(), List.of());
        } else {
            var marker = marker(group);
            long enough = data.comeBack(group.name(), group.id(), marker, admission.term(), admission.index());
            returning.put(group.id().toByteString(), () -> marker.value() < enough);
            engine.reopen(group.id());
        }
        group.attach(engine);
    }

    /** Whether this node has come back to the group, and has not as much yet as it had when it left. */
    boolean isHeldBack(ByteString id) {
        var enough = returning.get(id);
        return enough != null && enough.getAsBoolean();
    }

    /** Whether this node was once taken out of the group. */
    boolean wasGivenUp(String name) {
        return data.absence(name) != null;
    }

    private DurableMarker marker(GroupNode group) {
        return Objects.requireNonNull(markers.get(group.name()));
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
