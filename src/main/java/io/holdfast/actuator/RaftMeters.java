package io.holdfast.actuator;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.Role;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** What Raft does, in numbers. */
class RaftMeters implements MeterBinder {

    private static final String GROUP = "group";

    private final Consensus consensus;

    RaftMeters(Consensus consensus) {
        this.consensus = consensus;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        for (var group : consensus.view().groups()) {
            bind(meters, group.group());
        }
    }

    private void bind(MeterRegistry meters, String group) {
        for (var role : Role.values()) {
            Gauge.builder(
                            "holdfast.raft.role",
                            consensus,
                            port -> of(port, group).role() == role ? 1 : 0)
                    .description("1 for the role that this node has in the group, 0 for the others")
                    .tag(GROUP, group)
                    .tag("role", role.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        Gauge.builder("holdfast.raft.term", consensus, port -> of(port, group).term())
                .description("The term this node is in")
                .tag(GROUP, group)
                .register(meters);
        Gauge.builder(
                        "holdfast.raft.commit.lag",
                        consensus,
                        port -> of(port, group).lag())
                .description("Entries that are committed and not applied here yet")
                .tag(GROUP, group)
                .register(meters);
        FunctionCounter.builder("holdfast.raft.leader.changes", consensus, port -> port.leaderChanges(group))
                .description("How often a leader took over, as far as this node has seen since it started")
                .tag(GROUP, group)
                .register(meters);
    }

    /** The groups are the same for as long as the process lives. */
    private static GroupView of(Consensus consensus, String name) {
        var view = consensus.view();
        return view.groups().stream()
                .filter(group -> group.group().equals(name))
                .findFirst()
                .orElseGet(view::coordination);
    }
}
