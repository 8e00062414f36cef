package io.holdfast.actuator;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.GroupView;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether this node can serve: in each of its groups a leader is known, and this node has caught up with it or leads itself.
 */
class RaftHealthIndicator implements HealthIndicator {

    private final Consensus consensus;

    RaftHealthIndicator(Consensus consensus) {
        this.consensus = consensus;
    }

    @Override
    public Health health() {
        var groups = consensus.view().groups();
        var health = groups.stream().allMatch(RaftHealthIndicator::isReady) ? Health.up() : Health.down();
        var coordination = groups.getFirst();
        var peers = new LinkedHashMap<String, Object>();
        for (var peer : coordination.peers()) {
            peers.put(
                    peer.member().node(),
                    peer.lastContactMillis() < 0
                            ? peer.state().name()
                            : peer.state() + ", heard of " + peer.lastContactMillis() + " ms ago");
        }
        var others = new LinkedHashMap<String, Object>();
        groups.stream().skip(1).forEach(group -> others.put(group.group(), details(group)));
        return health.withDetails(details(coordination))
                .withDetail("peers", peers)
                .withDetail("groups", others)
                .build();
    }

    private static boolean isReady(GroupView group) {
        return group.leader() != null && group.ready();
    }

    private static Map<String, Object> details(GroupView group) {
        var leader = group.leader();
        var details = new LinkedHashMap<String, Object>();
        details.put("role", group.role().name());
        details.put("ready", isReady(group));
        details.put("term", group.term());
        details.put("leader", leader == null ? "none" : leader.node());
        details.put("commitIndex", group.commitIndex());
        details.put("appliedIndex", group.appliedIndex());
        details.put("lag", group.lag());
        return details;
    }
}
