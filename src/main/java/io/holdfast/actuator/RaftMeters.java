package io.holdfast.actuator;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.Role;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** What Raft does, in numbers. */
class RaftMeters implements MeterBinder {

    private final Consensus consensus;

    RaftMeters(Consensus consensus) {
        this.consensus = consensus;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        for (var role : Role.values()) {
            Gauge.builder("holdfast.raft.role", consensus, port -> role(port) == role ? 1 : 0)
                    .description("1 for the role that this node has, 0 for the others")
                    .tag("role", role.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        Gauge.builder(
                        "holdfast.raft.term",
                        consensus,
                        port -> port.view().coordination().term())
                .description("The term this node is in")
                .register(meters);
        Gauge.builder(
                        "holdfast.raft.commit.lag",
                        consensus,
                        port -> port.view().coordination().lag())
                .description("Entries that are committed and not applied here yet")
                .register(meters);
        FunctionCounter.builder("holdfast.raft.leader.changes", consensus, Consensus::leaderChanges)
                .description("How often a leader took over, as far as this node has seen since it started")
                .register(meters);
    }

    private static Role role(Consensus consensus) {
        return consensus.view().coordination().role();
    }
}
