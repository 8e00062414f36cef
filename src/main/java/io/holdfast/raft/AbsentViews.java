package io.holdfast.raft;

import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.PeerState;
import io.holdfast.cluster.PeerView;
import io.holdfast.cluster.Role;
import java.util.List;
import java.util.Objects;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;

/** What a data group looks like from a node that does not have it, or not yet: what its leader says of it. */
final class AbsentViews {

    private AbsentViews() {}

    /**
     * The view as it is where this node is a member, and wherever all nodes have all groups. Elsewhere this node serves the
     * group as long as it knows whom to ask, though it is about to get a copy, or to give one up.
     */
    static GroupView of(GroupView seen, Members members, Roll roll, Rumours rumours) {
        if (NodeGroups.numberOf(seen.group()) < 0) {
            return seen;
        }
        var self = members.self().node();
        var allotted = roll.allotted(seen.group());
        boolean isMember =
                seen.peers().stream().anyMatch(peer -> peer.member().node().equals(self));
        boolean isServing = seen.role() != Role.STARTING && seen.role() != Role.CLOSED && isMember;
        boolean isUndecided = seen.role() == Role.STARTING && !roll.wants(seen.group(), self);
        // Its leader is asked why it has closed: this node may not have heard yet that it was moved away.
        boolean hasClosed = seen.role() == Role.CLOSED;
        if (isServing || (allotted == null && !isUndecided && !hasClosed)) {
            return seen;
        }
        var leader = rumours.leader(seen.group());
        var known = leader == null ? seen.leader() : leader;
        boolean isKnownElsewhere = allotted != null || isUndecided;
        return new GroupView(
                seen.group(),
                seen.peer(),
                isKnownElsewhere && !roll.wants(seen.group(), self) ? Role.ABSENT : Role.STARTING,
                known != null && isKnownElsewhere,
                Math.max(seen.term(), term(rumours.of(seen.group()))),
                known,
                seen.commitIndex(),
                seen.appliedIndex(),
                seen.snapshotIndex(),
                seen.sequence(),
                seen.stateDigest(),
                seen.digestIndex(),
                peers(members, rumours.of(seen.group())));
    }

    private static long term(PeerAnswer.@Nullable Led led) {
        return led == null ? 0 : led.term();
    }

    private static List<PeerView> peers(Members members, PeerAnswer.@Nullable Led led) {
        return led == null
                ? List.of()
                : led.peers().stream()
                        .map(peer -> members.behind(RaftPeerId.valueOf(peer)))
                        .filter(Objects::nonNull)
                        .map(member -> new PeerView(member, PeerState.UNKNOWN, -1, -1))
                        .toList();
    }
}
