package io.holdfast.raft;

import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.server.RaftServer;

/** Whom this node is in contact with: the leader with all, a follower with its leader. */
final class PeerContacts {

    /**
     * A peer, how long ago it was heard of, and how much of the log it has.
     *
     * @param matchIndex -1 where this node does not lead
     */
    record Contact(String peer, long millis, long matchIndex) {}

    private PeerContacts() {}

    static List<Contact> of(RaftServer.Division here) {
        var contacts = new ArrayList<Contact>();
        var role = here.getInfo().getRoleInfoProto();
        if (role.hasLeaderInfo()) {
            var followers = role.getLeaderInfo().getFollowerInfoList();
            var matches = here.getInfo().getFollowerMatchIndices();
            for (int i = 0; i < followers.size(); i++) {
                contacts.add(contact(followers.get(i), matches != null && i < matches.length ? matches[i] : -1));
            }
        } else if (role.hasFollowerInfo() && role.getFollowerInfo().hasLeaderInfo()) {
            contacts.add(contact(role.getFollowerInfo().getLeaderInfo(), -1));
        }
        return contacts;
    }

    private static Contact contact(ServerRpcProto rpc, long matchIndex) {
        return new Contact(rpc.getId().getId().toStringUtf8(), rpc.getLastRpcElapsedTimeMs(), matchIndex);
    }
}
