package io.holdfast.queue;

import io.holdfast.core.Event;
import io.holdfast.queue.QueueAnswer.ShardView;
import io.holdfast.queue.QueueCommand.Settle;
import io.holdfast.queue.QueueCommand.Turn;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.QueueResult.Settled;
import io.holdfast.queue.QueueResult.Settling;
import io.holdfast.queue.QueueResult.Turned;
import io.holdfast.queue.Settlement.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;

/** What must hold whatever happens, by the numbers of {@link QueueMachine}. It looks at nothing but what is told outside. */
final class QueueInvariants {

    private final TreeSet<Long> acked = new TreeSet<>();
    private long lastLease;

    void applied(QueueCommand command, QueueResult result) {
        switch (result) {
            case Settled settled when command instanceof Settle settle -> settled(settle, settled.settlements());
            case Turned turned
            when command instanceof Turn turn -> {
                settled(turn.settle(), turned.settlements());
                handedOut(turned.leases());
            }
            case Delivered delivered -> handedOut(delivered.leases());
            default -> {}
        }
    }

    private void settled(Settle command, List<Settling> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            var settlement = command.settlements().get(i);
            if (outcomes.get(i) == Settling.DONE && settlement.verdict() == Verdict.ACK) {
                hold(acked.add(settlement.message()), "INV-3: acked twice: " + settlement);
            }
        }
    }

    private void handedOut(List<Lease> leases) {
        var groups = new LinkedHashMap<String, Long>();
        for (var lease : leases) {
            hold(lease.lease() > lastLease, "INV-2: a lease that is not greater: " + lease);
            hold(!acked.contains(lease.message()), "INV-3: an acked message came back: " + lease);
            lastLease = lease.lease();
            if (lease.group() != null) {
                var before = groups.put(lease.group(), lease.message());
                hold(before == null || before < lease.message(), "INV-4: a batch out of order: " + leases);
            }
        }
    }

    void happened(List<Event> events) {
        for (var event : events) {
            if (event instanceof QueueEvent.Buried buried) {
                hold(!acked.contains(buried.message()), "INV-3: an acked message died: " + buried);
            }
        }
    }

    void stands(Shard shard, ShardView view) {
        var counts = view.counts();
        long ended = counts.acked() + counts.expired() + counts.cancelled() + counts.purged();
        long there = view.ready() + view.inFlight() + view.delayed() + view.dead();
        hold(counts.sent() == ended + there, "INV-1: the counters of " + shard + " do not add up: " + view);
    }

    private static void hold(boolean holds, String claim) {
        if (!holds) {
            throw new AssertionError(claim);
        }
    }
}
