package io.holdfast.raft;

import static io.holdfast.roster.RosterPrimitive.ROSTER;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out of the data groups that this node leads whoever is to have them no longer, once all that are to have them are
 * members, and up to date. Newcomers ask by themselves to be added. A leader that is to go itself hands over to one that stays.
 */
final class Relocation {

    private static final long HANDOVER_MILLIS = 3_000;

    /** Who lags by no more than this is up to date. */
    private static final long LAG_MAX = 100;

    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.story");

    private final Members members;
    private final Roll roll;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    Relocation(Members members, Roll roll) {
        this.members = members;
        this.roll = roll;
    }

    /** Looks once at the groups of this node; called about every second. */
    void look(List<GroupNode> groups) {
        groups.stream()
                .filter(group -> group.leads() && isDue(group) && busy.add(group.name()))
                .forEach(group -> Thread.ofVirtual().name("relocation").start(() -> act(group, groups.getFirst())));
    }

    private boolean isDue(GroupNode group) {
        var here = group.division();
        var wanted = roll.allotted(group.name());
        return here != null && wanted != null && !surplus(here, wanted).isEmpty();
    }

    /** Peers of nodes that are to have the group no longer; those that leave the cluster are taken out as such. */
    private List<String> surplus(RaftServer.Division here, List<String> wanted) {
        return Roll.peers(here).stream()
                .filter(peer -> !wanted.contains(Members.nodeOf(peer)) && !roll.isLeaving(Members.nodeOf(peer)))
                .toList();
    }

    private void act(GroupNode group, GroupNode coordination) {
        try {
            // What this node has heard may be old.
            coordination.awaitFresh();
            var number = NodeGroups.numberOf(group.name());
            var allotted = coordination
                    .state()
                    .read(replica -> replica.machine(ROSTER).allotments())
                    .stream()
                    .filter(allotment -> allotment.group() == number)
                    .findFirst();
            var here = group.division();
            if (here != null && allotted.isPresent()) {
                relocate(group, here, allotted.get().nodes());
            }
        } catch (RuntimeException e) {
            LOG.info("group={} could not be moved yet: {}", group.name(), e.getMessage());
        } finally {
            busy.remove(group.name());
        }
    }

    private void relocate(GroupNode group, RaftServer.Division here, List<String> wanted) {
        if (!mayShrink(here, wanted)) {
            return;
        }
        var surplus = surplus(here, wanted);
        var other = surplus.stream()
                .filter(peer -> !Members.nodeOf(peer).equals(members.self().node()))
                .findFirst();
        if (other.isPresent()) {
            var peer = other.get();
            LOG.info("membership group={} moving away from={} to={}", group.name(), peer, wanted);
            group.takeOut(peer::equals, () -> wanted.equals(roll.allotted(group.name())) && mayShrink(here, wanted));
        } else if (!surplus.isEmpty()) {
            handOver(group, here, wanted);
        }
    }

    /** Whether those that are to have the group are enough, and all there. */
    private boolean mayShrink(RaftServer.Division here, List<String> wanted) {
        return wanted.size() >= roll.copies() && upToDate(here, wanted).containsAll(wanted);
    }

    /** The nodes of these that are members, are heard of, and have nearly everything. */
    private List<String> upToDate(RaftServer.Division here, List<String> wanted) {
        long enough = here.getRaftLog().getLastCommittedIndex() - LAG_MAX;
        var self = members.self().node();
        return Roll.peers(here).stream()
                .filter(peer -> Members.nodeOf(peer).equals(self)
                        || PeerContacts.of(here).stream()
                                .anyMatch(contact -> contact.peer().equals(peer)
                                        && contact.millis() < ReplicationWatchdog.CONTACT_MILLIS_MAX
                                        && contact.matchIndex() >= enough))
                .map(Members::nodeOf)
                .filter(wanted::contains)
                .toList();
    }

    private static void handOver(GroupNode group, RaftServer.Division here, List<String> wanted) {
        PeerContacts.of(here).stream()
                .filter(contact -> wanted.contains(Members.nodeOf(contact.peer())))
                .max(Comparator.comparingLong(PeerContacts.Contact::matchIndex))
                .ifPresent(next -> {
                    group.handOver(next.peer(), HANDOVER_MILLIS);
                    LOG.info("leadership group={} handed to {}, as the group moves there", group.name(), next.peer());
                });
    }
}
