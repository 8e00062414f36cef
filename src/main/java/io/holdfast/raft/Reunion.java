package io.holdfast.raft;

import io.holdfast.raft.PeerLinks.Reach;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * Sees to it that a node which comes back is asked for its vote at once. Ratis' channel to a node that was away waits
 * longer after each failure, up to two minutes, and nobody but a leader cuts that short. A candidate that needs the vote
 * of a node which came back would wait as long, and the cluster with it.
 */
final class Reunion {

    private final Function<String, Reach> reach;
    private final Set<String> lost = new HashSet<>();

    /** @param reach tells whether an address can be reached, and goes on trying */
    Reunion(Function<String, Reach> reach) {
        this.reach = reach;
    }

    /** Looks once; called several times a second. */
    void look(Engine engine, List<GroupNode> groups) {
        var others = new LinkedHashMap<RaftPeerId, RaftPeer>();
        boolean leads = false;
        for (var group : groups) {
            var here = group.division();
            if (here != null) {
                here.getRaftConf().getAllPeers().forEach(peer -> others.put(peer.getId(), peer));
                others.remove(here.getId());
                leads |= here.getInfo().isLeader();
            }
        }
        var back = back(others.values());
        if (leads) {
            // A leader tries all the time, and must not lose the channel on which it replicates; all groups have the
            // same.
            return;
        }
        for (var peer : back) {
            // The old channel is closed on the way, which takes its time.
            Thread.ofVirtual().name("reconnect " + peer.getId()).start(() -> engine.reconnect(peer.getId()));
        }
    }

    /** Those of the peers that could not be reached and now can. */
    List<RaftPeer> back(Collection<RaftPeer> peers) {
        var back = new ArrayList<RaftPeer>();
        for (var peer : peers) {
            switch (reach.apply(peer.getAddress())) {
                case LOST -> lost.add(peer.getAddress());
                case CONNECTED -> {
                    if (lost.remove(peer.getAddress())) {
                        back.add(peer);
                    }
                }
                case OPEN -> {}
            }
        }
        return back;
    }
}
