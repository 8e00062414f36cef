package io.holdfast.raft;

import static io.holdfast.roster.RosterPrimitive.ROSTER;

import io.holdfast.cluster.PeerState;
import io.holdfast.roster.RosterCommand.Remove;
import io.holdfast.roster.RosterRow;
import io.holdfast.roster.RosterRow.Standing;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes nodes that are on their way out from the groups that this node leads: first out of the data groups, then out of the
 * coordination group, and then they are removed. Each leader sees to its own group by what the roster says, so that it goes on
 * whoever dies meanwhile. A leader that is to go itself hands over, and the next one takes it out.
 */
final class Retirement {

    private static final long HANDOVER_MILLIS = 3_000;
    private static final Logger LOG = LoggerFactory.getLogger(Retirement.class);

    private final Members members;
    private final Roll roll;
    private final LeaderSpread spread;
    private final Rumours rumours;
    private final Attendance attendance;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    Retirement(Members members, Roll roll, LeaderSpread spread, Rumours rumours, Attendance attendance) {
        this.rumours = rumours;
        this.attendance = attendance;
        this.members = members;
        this.roll = roll;
        this.spread = spread;
    }

    /** Looks once at the groups of this node; called about every second. */
    void look(List<GroupNode> groups) {
        for (var row : roll.rows()) {
            if (row.isLeaving()) {
                groups.stream()
                        .filter(group -> group.leads() && isDue(row, group, groups) && busy.add(group.name()))
                        .forEach(group -> Thread.ofVirtual()
                                .name("retirement")
                                .start(() -> act(row.node(), group, groups.getFirst())));
            }
        }
    }

    private boolean isDue(RosterRow row, GroupNode group, List<GroupNode> groups) {
        boolean isIn = hasPlace(row, group);
        if (!NodeGroups.isCoordination(group)) {
            return isIn && !isReplaced(row, group);
        }
        boolean isElsewhere = groups.stream().anyMatch(other -> other != group && hasPlace(row, other));
        return isIn ? !isElsewhere : row.standing() == Standing.RETIRING;
    }

    /** Whether another node is about to have the data group in place of this one, and is waited for. */
    private boolean isReplaced(RosterRow row, GroupNode group) {
        var allotted = roll.allotted(group.name());
        var here = group.division();
        if (allotted == null || here == null || row.standing() == Standing.REMOVED) {
            return false;
        }
        var there = Roll.peers(here).stream().map(Members::nodeOf).toList();
        return allotted.contains(row.node())
                ? roll.isCrowded()
                : allotted.stream()
                        .anyMatch(node -> !there.contains(node)
                                && !roll.isLeaving(node)
                                && attendance.state(node) == PeerState.ALIVE);
    }

    /** Whether the node is in the group; also where this node can neither see that nor has heard. */
    private boolean hasPlace(RosterRow row, GroupNode group) {
        var here = group.division();
        if (here != null && group.isMember()) {
            return Roll.peers(here).stream().anyMatch(peersOf(row));
        }
        var led = rumours.of(group.name());
        return led == null || led.peers().stream().anyMatch(peersOf(row));
    }

    /** All peers of a node that is being taken out; of one that is out the very peer that was, as it may be back as another. */
    private static Predicate<String> peersOf(RosterRow row) {
        return row.standing() == Standing.RETIRING
                ? peer -> Members.nodeOf(peer).equals(row.node())
                : row.peer()::equals;
    }

    private void act(String node, GroupNode group, GroupNode coordination) {
        try {
            if (node.equals(members.self().node())) {
                handOver(group);
                return;
            }
            // What this node has heard may be old, and the node back under another name.
            coordination.awaitFresh();
            var row =
                    coordination.state().read(replica -> replica.machine(ROSTER).find(node));
            if (row != null && row.isLeaving()) {
                takeOut(row, group);
            }
        } catch (RuntimeException e) {
            LOG.info("node={} could not be taken out of group={} yet: {}", node, group.name(), e.getMessage());
        } finally {
            busy.remove(group.name());
        }
    }

    private void handOver(GroupNode group) {
        spread.successor(group).ifPresent(successor -> {
            group.handOver(successor, HANDOVER_MILLIS);
            LOG.info("leadership group={} handed to {}, as this node is being removed", group.name(), successor);
        });
    }

    private void takeOut(RosterRow row, GroupNode group) {
        var here = group.division();
        if (here == null) {
            return;
        }
        if (hasPlace(row, group)) {
            if (hasMajorityWithout(row, here)) {
                LOG.info("membership group={} removing={} node={}", group.name(), row.peer(), row.node());
                group.takeOut(peersOf(row), () -> hasMajorityWithout(row, here));
            }
        } else if (NodeGroups.isCoordination(group)) {
            roll.submit(new Remove(row.node(), row.peer()));
        }
    }

    /** Whether those that stay can go on: more than half of them are in contact, this one included. */
    static boolean hasMajorityWithout(RosterRow row, RaftServer.Division here) {
        var staying = Roll.peers(here).stream().filter(peersOf(row).negate()).toList();
        long there = 1
                + PeerContacts.of(here).stream()
                        .filter(contact -> contact.millis() < ReplicationWatchdog.CONTACT_MILLIS_MAX
                                && staying.contains(contact.peer()))
                        .count();
        return there > staying.size() / 2;
    }
}
