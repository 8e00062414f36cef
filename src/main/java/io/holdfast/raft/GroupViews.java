package io.holdfast.raft;

import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.Member;
import io.holdfast.cluster.PeerState;
import io.holdfast.cluster.PeerView;
import io.holdfast.cluster.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.server.RaftServer;

/** What a group looks like from here. */
final class GroupViews {

    private static final long SUSPECT_MILLIS = 2_000;
    private static final long FAILED_MILLIS = 5_000;

    /** A follower that lags by no more than this counts as caught up. */
    private static final long READY_LAG_MAX = 1_000;

    private GroupViews() {}

    /** The group of a node that has not joined yet. */
    static GroupView starting(String group, Member self) {
        return new GroupView(group, "", Role.STARTING, false, 0, null, -1, -1, -1, 0, "", -1, List.of());
    }

    static GroupView of(GroupNode group, Members members) {
        var here = group.division();
        if (here == null) {
            return starting(group.name(), members.self());
        }
        var info = here.getInfo();
        var role = roleOf(info);
        var leader = group.leader();
        long committed = committedAnywhere(here);
        long applied = group.state().index();
        boolean ready = role == Role.LEADER
                ? group.leads()
                : role == Role.FOLLOWER && leader != null && isMember(here) && committed - applied <= READY_LAG_MAX;
        var snapshot = group.digest();
        return new GroupView(
                group.name(),
                here.getId().toString(),
                role,
                ready,
                info.getCurrentTerm(),
                leader,
                committed,
                applied,
                Math.max(snapshot.index(), here.getRaftLog().getStartIndex() - 1),
                group.state().last().sequence(),
                snapshot.hex(),
                snapshot.index(),
                peersOf(here, members));
    }

    /**
     * The highest index that this node or, as far as it has heard, another one knows to be committed. Its own log says
     * nothing of what it has yet to receive.
     */
    private static long committedAnywhere(RaftServer.Division here) {
        return here.getCommitInfos().stream()
                .mapToLong(CommitInfoProto::getCommitIndex)
                .max()
                .orElse(-1);
    }

    /**
     * A newcomer follows its leader, and catches up, before it is a member. What its log says of it until then may be out of
     * date: it may have been one long ago.
     */
    static boolean isMember(RaftServer.Division here) {
        return here.getInfo().getLifeCycleState().isRunning()
                && here.getRaftConf().getCurrentPeers().stream()
                        .anyMatch(peer -> peer.getId().equals(here.getId()));
    }

    private static Role roleOf(org.apache.ratis.server.DivisionInfo info) {
        if (!info.isAlive()) {
            return Role.CLOSED;
        }
        if (!info.getLifeCycleState().isRunning()) {
            return Role.STARTING;
        }
        return switch (info.getCurrentRole()) {
            case LEADER -> Role.LEADER;
            case FOLLOWER -> Role.FOLLOWER;
            case CANDIDATE -> Role.CANDIDATE;
            case LISTENER -> Role.LISTENER;
            default -> Role.STARTING;
        };
    }

    private static List<PeerView> peersOf(RaftServer.Division here, Members members) {
        Map<String, PeerContacts.Contact> contacts = new HashMap<>();
        PeerContacts.of(here).forEach(contact -> contacts.put(contact.peer(), contact));
        var peers = new ArrayList<PeerView>();
        for (var peer : here.getRaftConf().getCurrentPeers()) {
            var member = members.behind(peer.getId());
            if (member == null) {
                continue;
            }
            var contact = contacts.get(peer.getId().toString());
            if (peer.getId().equals(here.getId())) {
                peers.add(
                        new PeerView(member, PeerState.ALIVE, here.getRaftLog().getFlushIndex(), 0));
            } else if (contact == null) {
                peers.add(new PeerView(member, PeerState.UNKNOWN, -1, -1));
            } else {
                peers.add(new PeerView(member, stateOf(contact.millis()), contact.matchIndex(), contact.millis()));
            }
        }
        peers.sort((a, b) -> a.member().node().compareTo(b.member().node()));
        return peers;
    }

    private static PeerState stateOf(long millis) {
        if (millis < SUSPECT_MILLIS) {
            return PeerState.ALIVE;
        }
        return millis < FAILED_MILLIS ? PeerState.SUSPECT : PeerState.FAILED;
    }
}
