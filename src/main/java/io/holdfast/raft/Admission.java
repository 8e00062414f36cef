package io.holdfast.raft;

import io.holdfast.raft.PeerAnswer.Stage;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's side of a node that comes back without its disk: the peer it was is removed, and only then is the peer it
 * is now added, which catches up before it counts. A node without memory never votes under a name that has one.
 */
final class Admission {

    /** An older peer that was in contact this recently is taken to be alive: two nodes of one name are refused. */
    private static final long ALIVE_MILLIS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final Members members;

    Admission(Members members) {
        this.members = members;
    }

    /** One change at a time; the caller asks again until the stage it needs is reached. */
    synchronized PeerAnswer admit(Engine engine, GroupNode group, PeerQuestion.Admit asked) {
        var here = group.division();
        if (here == null || !group.leads()) {
            return new PeerAnswer.Declined("this node does not lead");
        }
        if (members.node(asked.node()) == null || !Members.nodeOf(asked.peer()).equals(asked.node())) {
            return new PeerAnswer.Declined(
                    "holdfast.cluster.members of the leader does not name " + asked.node() + "; add it there first");
        }
        var current = List.copyOf(here.getRaftConf().getCurrentPeers());
        var older = current.stream()
                .map(peer -> peer.getId().toString())
                .filter(peer -> Members.nodeOf(peer).equals(asked.node()) && !peer.equals(asked.peer()))
                .toList();
        if (!older.isEmpty()) {
            return remove(engine, group, here, older);
        }
        if (current.stream().anyMatch(peer -> peer.getId().toString().equals(asked.peer()))) {
            return new PeerAnswer.Admission(Stage.ADDED);
        }
        return asked.ready() ? add(engine, group, current, asked) : new PeerAnswer.Admission(Stage.REMOVED);
    }

    private static PeerAnswer remove(Engine engine, GroupNode group, RaftServer.Division here, List<String> older) {
        for (var contact : PeerContacts.of(here)) {
            if (older.contains(contact.peer()) && contact.millis() < ALIVE_MILLIS) {
                return new PeerAnswer.Declined(contact.peer() + " was heard of " + contact.millis()
                        + " ms ago; a second node of the same name is refused while the first is alive");
            }
        }
        var remaining = here.getRaftConf().getCurrentPeers().stream()
                .filter(peer -> !older.contains(peer.getId().toString()))
                .toList();
        LOG.info("membership group={} removing={} reason=lost-its-disk", group.name(), older);
        engine.reconfigure(group.id(), remaining);
        return new PeerAnswer.Admission(Stage.REMOVED);
    }

    private PeerAnswer add(Engine engine, GroupNode group, List<RaftPeer> current, PeerQuestion.Admit asked) {
        var peers = new ArrayList<>(current);
        peers.add(members.peer(asked.node(), asked.peer()));
        LOG.info("membership group={} adding={} node={}", group.name(), asked.peer(), asked.node());
        engine.reconfigure(group.id(), peers);
        LOG.info("membership group={} added={} voters={}", group.name(), asked.peer(), peers.size());
        return new PeerAnswer.Admission(Stage.ADDED);
    }
}
