package io.holdfast.actuator;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.Role;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether this process can ever serve again without a restart. It asks nothing about the others: a liveness that
 * depended on a majority would turn a partition into a storm of restarts.
 */
class EngineHealthIndicator implements HealthIndicator {

    private final Consensus consensus;

    EngineHealthIndicator(Consensus consensus) {
        this.consensus = consensus;
    }

    @Override
    public Health health() {
        var view = consensus.view();
        boolean hasEnded = view.groups().stream().anyMatch(group -> group.role() == Role.CLOSED);
        return (hasEnded ? Health.down() : Health.up())
                .withDetail("role", view.coordination().role().name())
                .build();
    }
}
