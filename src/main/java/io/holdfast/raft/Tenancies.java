package io.holdfast.raft;

import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.Role;
import io.holdfast.raft.NodeGroups.Prepared;
import io.holdfast.store.Identity;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** This node's parts in the data groups; none before it knows its cluster. */
final class Tenancies {

    private final Executor threads;
    private final UnaryOperator<GroupView> placed;
    private final List<Tenancy> all = new CopyOnWriteArrayList<>();

    /** @param placed how a data group looks from here, whether this node has a copy or not */
    Tenancies(Executor threads, UnaryOperator<GroupView> placed) {
        this.threads = threads;
        this.placed = placed;
    }

    /** Each group is entered by itself: one may have no leader while another has. */
    void begin(List<Prepared> prepared, Identity identity, Tenancy.Ground ground, Engine engine) {
        for (var each : prepared) {
            var tenancy = new Tenancy(each.group().name(), identity, ground);
            all.add(tenancy);
            threads.execute(() -> tenancy.live(engine, each));
        }
    }

    /** A group that is broken is shown as it is. */
    GroupView show(GroupView seen) {
        return seen.role() == Role.CLOSED && all.stream().anyMatch(Tenancy::isBroken) ? seen : placed.apply(seen);
    }
}
