package io.holdfast.actuator;

import io.holdfast.cluster.Consensus;
import java.util.LinkedHashMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether this node can serve: a leader is known, and this node has caught up with it or leads itself. */
class RaftHealthIndicator implements HealthIndicator {

    private final Consensus consensus;

    RaftHealthIndicator(Consensus consensus) {
        this.consensus = consensus;
    }

    @Override
    public Health health() {
        var group = consensus.view().coordination();
        var leader = group.leader();
        var health = leader != null && group.ready() ? Health.up() : Health.down();
        var peers = new LinkedHashMap<String, Object>();
        for (var peer : group.peers()) {
            peers.put(
                    peer.member().node(),
                    peer.lastContactMillis() < 0
                            ? peer.state().name()
                            : peer.state() + ", heard of " + peer.lastContactMillis() + " ms ago");
        }
        return health.withDetail("role", group.role().name())
                .withDetail("term", group.term())
                .withDetail("leader", leader == null ? "none" : leader.node())
                .withDetail("commitIndex", group.commitIndex())
                .withDetail("appliedIndex", group.appliedIndex())
                .withDetail("lag", group.lag())
                .withDetail("peers", peers)
                .build();
    }
}
