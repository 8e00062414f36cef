package io.holdfast.raft;

import io.holdfast.cluster.Member;
import io.holdfast.placement.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leaders of the data groups spread over the nodes. Whoever leads a group that another node had best lead hands it
 * over once that node has been there and up to date for a while, and nobody who is there lags. The coordination group stays
 * where it is: who leads it makes no difference, and a change is felt by everybody.
 */
final class LeaderSpread {

    static final long STEADY_MILLIS = 5_000;
    static final long REST_MILLIS = 10_000;

    private static final long CONTACT_MILLIS_MAX = 1_000;

    /** Who was not heard of for so long is away, and nobody waits for it. */
    private static final long AWAY_MILLIS = 5_000;

    private static final long LAG_MAX = 100;
    private static final long ASK_MILLIS = 1_000;
    private static final long TRANSFER_MILLIS = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(LeaderSpread.class);

    private final Members members;
    private final int dataGroups;
    private final PeerLinks links;
    private final Roll roll;
    private final Map<String, Long> steadySince = new HashMap<>();
    private final Map<String, Long> restUntil = new HashMap<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    LeaderSpread(Members members, int dataGroups, PeerLinks links, Roll roll) {
        this.members = members;
        this.dataGroups = dataGroups;
        this.links = links;
        this.roll = roll;
    }

    /** The node that had best lead the group among these; null for the coordination group, and where there are none. */
    @Nullable
    String best(String group, List<String> nodes) {
        int number = NodeGroups.numberOf(group);
        if (number < 0 || nodes.isEmpty()) {
            return null;
        }
        var apportioned = apportioned();
        var leader = apportioned.isEmpty()
                ? null
                : Placement.among(apportioned).leaders().get(number);
        return leader != null && nodes.contains(leader)
                ? leader
                : Placement.of(dataGroups, nodes, nodes.size()).leaders().get(number);
    }

    /** The nodes of each data group, as the roster has it; none where it has not all of them, or some of them go. */
    private List<List<String>> apportioned() {
        var apportioned = new ArrayList<List<String>>();
        for (int number = 0; number < dataGroups; number++) {
            var nodes = roll.allotted(NodeGroups.dataGroup(number));
            if (nodes == null || nodes.stream().anyMatch(roll::isLeaving)) {
                return List.of();
            }
            apportioned.add(nodes);
        }
        return apportioned;
    }

    /** The nodes with a vote in the group, but those on their way out of it, or of the cluster. */
    private List<String> nodes(GroupNode group, RaftServer.Division here) {
        var allotted = roll.allotted(group.name());
        return Roll.peers(here).stream()
                .map(Members::nodeOf)
                .filter(node -> !roll.isLeaving(node) && (allotted == null || allotted.contains(node)))
                .toList();
    }

    /** Looks once at a group; called about every second with a monotonic time. */
    void look(GroupNode group, long nowMillis) {
        var candidate = candidate(group);
        if (candidate == null) {
            steadySince.remove(group.name());
            return;
        }
        long since = steadySince.computeIfAbsent(group.name(), _ -> nowMillis);
        boolean isRested = nowMillis >= restUntil.getOrDefault(group.name(), Long.MIN_VALUE);
        if (nowMillis - since >= STEADY_MILLIS && isRested && busy.compareAndSet(false, true)) {
            restUntil.put(group.name(), nowMillis + REST_MILLIS);
            steadySince.remove(group.name());
            Thread.ofVirtual().name("leader-spread").start(() -> handOver(group, candidate));
        }
    }

    /** The peer that should lead in place of this node, if it could and nobody lags; else null. */
    private @Nullable String candidate(GroupNode group) {
        var here = group.division();
        if (here == null || !group.leads()) {
            return null;
        }
        var wanted = best(group.name(), nodes(group, here));
        return wanted == null || wanted.equals(members.self().node()) ? null : candidate(here, wanted);
    }

    private static @Nullable String candidate(RaftServer.Division here, String wanted) {
        long committed = here.getRaftLog().getLastCommittedIndex();
        String candidate = null;
        for (var contact : PeerContacts.of(here)) {
            boolean isThere = contact.millis() <= CONTACT_MILLIS_MAX;
            boolean isAway = contact.millis() >= AWAY_MILLIS;
            if (!isAway && (!isThere || committed - contact.matchIndex() > LAG_MAX)) {
                return null;
            }
            if (isThere && Members.nodeOf(contact.peer()).equals(wanted)) {
                candidate = contact.peer();
            }
        }
        return candidate;
    }

    private void handOver(GroupNode group, String peer) {
        try {
            var member = members.node(Members.nodeOf(peer));
            if (member == null || !isWilling(group, member)) {
                return;
            }
            group.handOver(peer, TRANSFER_MILLIS);
            LOG.info("leadership group={} handed to {}, whose turn it is", group.name(), peer);
        } catch (RuntimeException e) {
            LOG.warn("leadership group={} could not be handed to {}: {}", group.name(), peer, e.getMessage());
        } finally {
            busy.set(false);
        }
    }

    private boolean isWilling(GroupNode group, Member member) {
        return links.ask(member.address(), new PeerQuestion.Stand(group.name()), ASK_MILLIS)
                .handle((answer, _) -> answer instanceof PeerAnswer.Willing)
                .join();
    }

    /** Who had best lead the group when this node is gone: the first in turn of those that have all, else who has most. */
    Optional<String> successor(GroupNode group) {
        var here = group.division();
        if (here == null) {
            return Optional.empty();
        }
        long last = here.getRaftLog().getLastCommittedIndex();
        var nodes = others(group, here);
        var next = best(group.name(), nodes);
        var readiest = Comparator.<PeerContacts.Contact>comparingLong(contact -> Math.min(contact.matchIndex(), last))
                .thenComparing(contact -> Members.nodeOf(contact.peer()).equals(next))
                .thenComparingLong(PeerContacts.Contact::matchIndex);
        return PeerContacts.of(here).stream()
                .filter(contact -> contact.millis() < ReplicationWatchdog.CONTACT_MILLIS_MAX
                        && nodes.contains(Members.nodeOf(contact.peer())))
                .max(readiest)
                .map(PeerContacts.Contact::peer);
    }

    private List<String> others(GroupNode group, RaftServer.Division here) {
        return nodes(group, here).stream()
                .filter(node -> !node.equals(members.self().node()))
                .toList();
    }
}
