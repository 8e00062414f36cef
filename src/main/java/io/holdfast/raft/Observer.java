package io.holdfast.raft;

import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.PeerState;
import io.holdfast.cluster.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the story of a group in the log, one line a change of state and quiet otherwise: who became what in which term,
 * who leads, who failed and who recovered.
 */
final class Observer {

    private static final Logger LOG = LoggerFactory.getLogger("io.holdfast.story");

    private final String name;
    private final Supplier<GroupView> group;
    private final AtomicLong leaderChanges = new AtomicLong();
    private final Map<String, PeerState> peers = new HashMap<>();
    private Role role = Role.STARTING;
    private long term;
    private @Nullable String leader;

    Observer(String name, Supplier<GroupView> group) {
        this.name = name;
        this.group = group;
    }

    String group() {
        return name;
    }

    /** Looks, and tells what is new. */
    synchronized void look() {
        var now = group.get();
        noteRole(now);
        noteLeader(now);
        now.peers().forEach(peer -> notePeer(now, peer.member().node(), peer.state()));
    }

    private void noteRole(GroupView now) {
        boolean ripe = now.role() != Role.LEADER || now.ready();
        if (ripe && (now.role() != role || (now.role() == Role.LEADER && now.term() != term))) {
            LOG.info(
                    "role={} was={} group={} term={} index={}",
                    now.role(),
                    role,
                    now.group(),
                    now.term(),
                    now.commitIndex());
            role = now.role();
            term = now.term();
        }
    }

    private void noteLeader(GroupView now) {
        var known = now.leader() == null ? null : now.leader().node();
        if (Objects.equals(known, leader)) {
            return;
        }
        leader = known;
        if (known == null) {
            LOG.warn("leader=none group={} term={} index={}", now.group(), now.term(), now.commitIndex());
        } else {
            leaderChanges.incrementAndGet();
            LOG.info("leader={} group={} term={} index={}", known, now.group(), now.term(), now.commitIndex());
        }
    }

    private void notePeer(GroupView now, String node, PeerState state) {
        if (state == PeerState.UNKNOWN || state == PeerState.SUSPECT) {
            return;
        }
        var before = peers.put(node, state);
        if (state == PeerState.FAILED && before != PeerState.FAILED) {
            LOG.warn(
                    "peer={} state=FAILED group={} term={} index={}", node, now.group(), now.term(), now.commitIndex());
        } else if (state == PeerState.ALIVE && before == PeerState.FAILED) {
            LOG.info(
                    "peer={} state=RECOVERED group={} term={} index={}",
                    node,
                    now.group(),
                    now.term(),
                    now.commitIndex());
        }
    }

    long leaderChanges() {
        return leaderChanges.get();
    }
}
