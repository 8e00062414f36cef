package io.holdfast.raft;

import static io.holdfast.roster.RosterPrimitive.ROSTER;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Request;
import io.holdfast.roster.Allotment;
import io.holdfast.roster.RosterCommand;
import io.holdfast.roster.RosterResult;
import io.holdfast.roster.RosterRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roster as this node's copy of the coordination group has it, who has a place in that group, and which nodes the data
 * groups are to be had by.
 */
final class Roll {

    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.story");

    private final Members members;
    private final Supplier<@Nullable GroupNode> coordination;
    private final boolean isKept;
    private final int dataReplicas;
    /** Of what was taken over from this node's own copy; 0 is an empty one, which says nothing. */
    private long version;

    private volatile List<RosterRow> rows = List.of();
    private volatile List<Allotment> allotments = List.of();

    /**
     * @param isKept whether the coordination group has a roster at all
     * @param dataReplicas how many nodes have a copy of each data group
     */
    Roll(Members members, Supplier<@Nullable GroupNode> coordination, boolean isKept, int dataReplicas) {
        this.dataReplicas = dataReplicas;
        this.members = members;
        this.coordination = coordination;
        this.isKept = isKept;
    }

    boolean isKept() {
        return isKept;
    }

    /** What this node has heard of, removed nodes included. */
    List<RosterRow> rows() {
        return rows;
    }

    @Nullable
    RosterRow row(String node) {
        for (var row : rows) {
            if (row.node().equals(node)) {
                return row;
            }
        }
        return null;
    }

    /** Whether the node has been taken out, or is about to be. */
    boolean isLeaving(String node) {
        var row = row(node);
        return row != null && row.isLeaving();
    }

    /** Looks whether the roster has changed; called several times a second by one thread. */
    void look() {
        var group = coordination.get();
        if (!isKept || group == null || !group.isOpen()) {
            return;
        }
        long now = group.state().read(replica -> replica.machine(ROSTER).version());
        if (now != version) {
            heard(group.state().read(replica -> replica.machine(ROSTER).list()));
            allotments = group.state().read(replica -> replica.machine(ROSTER).allotments());
            version = now;
        }
    }

    /** Which nodes the group is to be had by, as this node has heard; null where that is all of them. */
    @Nullable
    List<String> allotted(String group) {
        int number = NodeGroups.numberOf(group);
        for (var allotment : allotments) {
            if (allotment.group() == number) {
                return allotment.nodes();
            }
        }
        return null;
    }

    /** All of them, by the group's name. */
    Map<String, List<String>> allotted() {
        var byName = new TreeMap<String, List<String>>();
        allotments.forEach(allotment -> byName.put(NodeGroups.dataGroup(allotment.group()), allotment.nodes()));
        return byName;
    }

    /** Whether there are more nodes than have a copy of each data group, so that it is decided which. */
    boolean isCrowded() {
        return isKept && seated().size() > dataReplicas;
    }

    /** How many nodes are to have a copy of each data group: fewer than configured where there are not as many that stay. */
    int copies() {
        long staying = seated().stream()
                .map(Members::nodeOf)
                .filter(node -> !isLeaving(node))
                .distinct()
                .count();
        return (int) Math.min(dataReplicas, staying);
    }

    /** Whether the node, which has a place in the coordination group, is to have the group. */
    boolean wants(String group, String node) {
        var nodes = allotted(group);
        return nodes == null ? NodeGroups.numberOf(group) < 0 || !isCrowded() : nodes.contains(node);
    }

    /** Takes over what another node, or this node's own copy, says. */
    void heard(List<RosterRow> told) {
        for (var row : told) {
            if (!row.equals(row(row.node()))) {
                LOG.info(
                        "node={} peer={} standing={} address={}",
                        row.node(),
                        row.peer(),
                        row.standing(),
                        row.place().address());
            }
        }
        rows = List.copyOf(told);
        members.learn(rows);
    }

    /** The peers that have a vote in the coordination group, as this node has heard; none where it has no copy. */
    List<String> seated() {
        var here = division();
        return here == null ? List.of() : peers(here);
    }

    static List<String> peers(RaftServer.Division here) {
        return here.getRaftConf().getCurrentPeers().stream()
                .map(RaftPeer::getId)
                .map(Object::toString)
                .toList();
    }

    private RaftServer.@Nullable Division division() {
        var group = coordination.get();
        return group == null ? null : group.division();
    }

    /**
     * Has the roster changed, on the leader of the coordination group.
     *
     * @throws ClusterException this node does not lead, or it is not known what became of it
     */
    RosterResult submit(RosterCommand command) {
        var group = coordination.get();
        if (group == null) {
            throw new NoLeaderException("this node has no copy of the coordination group");
        }
        return (RosterResult) group.submit(new Request(null, 0, null, command)).result();
    }
}
