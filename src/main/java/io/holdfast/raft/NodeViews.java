package io.holdfast.raft;

import io.holdfast.cluster.Member;
import io.holdfast.cluster.NodeStatus;
import io.holdfast.cluster.PeerState;
import io.holdfast.cluster.Standing;
import io.holdfast.roster.RosterRow;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The nodes of the cluster as they look from here. */
final class NodeViews {

    private final Members members;
    private final Roll roll;
    private final Attendance attendance;
    private final int voters;

    NodeViews(Members members, Roll roll, Attendance attendance, int voters) {
        this.members = members;
        this.roll = roll;
        this.attendance = attendance;
        this.voters = voters;
    }

    /** @param group null where this node has no copy of the coordination group */
    List<NodeStatus> of(@Nullable GroupNode group) {
        Map<String, PeerContacts.Contact> contacts = new TreeMap<>();
        var here = group == null ? null : group.division();
        if (here != null) {
            PeerContacts.of(here).forEach(contact -> contacts.put(contact.peer(), contact));
        }
        var found = new ArrayList<NodeStatus>();
        for (var member : all()) {
            var contact = contacts.get(member.peer());
            long own = isSelf(member) && here != null ? here.getRaftLog().getFlushIndex() : -1;
            found.add(new NodeStatus(
                    member,
                    standing(member, contact != null, here != null),
                    isSelf(member) ? PeerState.ALIVE : attendance.state(member.node()),
                    contact == null ? own : contact.matchIndex(),
                    isSelf(member) ? 0 : attendance.lastContactMillis(member.node())));
        }
        return found;
    }

    private List<Member> all() {
        var byName = new TreeMap<String, Member>();
        for (var member : members.others()) {
            byName.put(member.node(), seatedAs(member));
        }
        byName.put(members.self().node(), seatedAs(members.self()));
        for (var row : roll.rows()) {
            byName.put(row.node(), member(row));
        }
        return List.copyOf(byName.values());
    }

    /** A member that the roster does not know of yet is called as the group calls it. */
    private Member seatedAs(Member member) {
        for (var peer : roll.seated()) {
            if (Members.nodeOf(peer).equals(member.node())) {
                return new Member(member.node(), peer, member.address(), member.client(), member.forward());
            }
        }
        return member;
    }

    private static Member member(RosterRow row) {
        var place = row.place();
        return new Member(
                row.node(), row.peer(), place.address(), URI.create(place.client()), URI.create(place.forward()));
    }

    private boolean isSelf(Member member) {
        return member.node().equals(members.self().node());
    }

    private Standing standing(Member member, boolean isInContact, boolean hasCopy) {
        var row = roll.row(member.node());
        if (row != null && row.isLeaving()) {
            return row.standing() == RosterRow.Standing.REMOVED ? Standing.REMOVED : Standing.DRAINING;
        }
        var seated = roll.seated();
        if (!hasCopy || seated.isEmpty()) {
            return Standing.UNKNOWN;
        }
        if (seated.contains(member.peer())) {
            return Standing.VOTER;
        }
        if (seated.size() >= voters) {
            return Standing.SPARE;
        }
        return isInContact ? Standing.CATCHING_UP : Standing.JOINING;
    }
}
