package io.holdfast.queue.redis;

import static io.holdfast.queue.CataloguePrimitive.CATALOGUE;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.DataGroups;
import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.Role;
import io.holdfast.queue.QueueAnswer.ShardMark;
import io.holdfast.queue.QueueInquiry.Roll;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.Shard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings the mirror in line with what this node leads: the catalogue of queues, and the shards of its groups. What it does
 * not come to, because Redis is away or another node leads, is found missing later.
 */
final class QueueMirror {

    private static final long CATALOGUE_ROUND_NANOS = Duration.ofMinutes(1).toNanos();

    private final Consensus consensus;
    private final DataGroups groups;
    private final MirrorStore store;
    private final MirroredQueues queues;
    private final InstantSource clock;

    private final Map<Shard, ShardMirror> shards = new TreeMap<>();
    /** How far each group had counted when all of it was in the mirror. */
    private final Map<String, Long> doneAt = new TreeMap<>();

    private final Map<String, Long> told = new TreeMap<>();
    private long catalogueAt = -1;
    private long catalogueNanos;

    final LongAdder added = new LongAdder();
    final LongAdder removed = new LongAdder();

    QueueMirror(Consensus consensus, DataGroups groups, MirrorStore store, JsonMapper mapper, InstantSource clock) {
        this.consensus = consensus;
        this.groups = groups;
        this.store = store;
        this.queues = new MirroredQueues(store, mapper);
        this.clock = clock;
    }

    /** Forgets what was known of the mirror, because it is another one now. */
    void forget() {
        shards.clear();
        doneAt.clear();
        told.clear();
        catalogueAt = -1;
    }

    /** One round over all that this node leads; returns whether there is more to be done at once. */
    boolean round() {
        var views = consensus.view().groups();
        tellSequences(views);
        if (consensus.leads()) {
            mirrorCatalogue();
        }
        boolean unfinished = false;
        for (int number = 0; number < groups.count(); number++) {
            var group = groups.group(number);
            if (group.leads()) {
                unfinished |= mirror(group, sequence(group.name(), views));
            } else {
                doneAt.remove(group.name());
            }
        }
        return unfinished;
    }

    private void tellSequences(List<GroupView> views) {
        for (var group : views) {
            if (group.role() == Role.LEADER && group.sequence() > told.getOrDefault(group.group(), 0L)) {
                store.putSequence(group.group(), group.sequence());
                told.put(group.group(), group.sequence());
            }
        }
    }

    private void mirrorCatalogue() {
        long changed = consensus.readLocal(CATALOGUE, (catalogue, _) -> catalogue.changed());
        boolean due = System.nanoTime() - catalogueNanos > CATALOGUE_ROUND_NANOS;
        if (changed == catalogueAt && !due) {
            return;
        }
        try {
            // What stands in the mirror is read first: what is not in a later catalogue was deleted.
            var mirrored = queues.read();
            queues.write(
                    mirrored, consensus.read(CATALOGUE, (catalogue, _) -> catalogue.list("", null, Integer.MAX_VALUE)));
            catalogueAt = changed;
            catalogueNanos = System.nanoTime();
        } catch (ClusterException _) {
            // Without a majority nothing changes either; the next round looks again.
        }
    }

    private boolean mirror(DataGroup group, long sequence) {
        if (sequence > 0 && doneAt.getOrDefault(group.name(), -1L) == sequence) {
            return false;
        }
        boolean unfinished = false;
        try {
            @Nullable Shard next = Roll.FIRST;
            while (next != null) {
                var page = group.askLocal(new Roll(next, QueueLimits.ROLL_MAX));
                if (page == null) {
                    return false;
                }
                for (var mark : page.shards()) {
                    unfinished |= mirror(group, mark);
                }
                next = page.next();
            }
        } catch (ClusterException _) {
            return false;
        }
        if (!unfinished) {
            doneAt.put(group.name(), sequence);
        }
        return unfinished;
    }

    private boolean mirror(DataGroup group, ShardMark mark) {
        var round = shards.computeIfAbsent(mark.shard(), shard -> new ShardMirror(shard, store, clock))
                .round(group);
        added.add(round.added());
        removed.add(round.removed());
        return round.unfinished();
    }

    private static long sequence(String group, List<GroupView> views) {
        return views.stream()
                .filter(view -> view.group().equals(group))
                .mapToLong(GroupView::sequence)
                .findFirst()
                .orElse(-1);
    }

    /** Whether this cluster has no queue. */
    boolean hasNoQueues() {
        return consensus
                .read(CATALOGUE, (catalogue, _) -> catalogue.list("", null, 1))
                .isEmpty();
    }

    MirroredQueues queues() {
        return queues;
    }
}
