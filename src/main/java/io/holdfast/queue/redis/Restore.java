package io.holdfast.queue.redis;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroups;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.Mirror.Restored;
import io.holdfast.core.Declined;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.placement.SlotTable;
import io.holdfast.placement.Slots;
import io.holdfast.queue.CatalogueCommand;
import io.holdfast.queue.CatalogueCommand.Define;
import io.holdfast.queue.CatalogueResult.Defined;
import io.holdfast.queue.Draft;
import io.holdfast.queue.QueueCommand.Configure;
import io.holdfast.queue.QueueCommand.Send;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueueResult.Fate;
import io.holdfast.queue.QueueResult.Sent;
import io.holdfast.queue.QueueSettings;
import io.holdfast.queue.Shard;
import io.holdfast.session.SessionCommand.AdvanceSequence;
import io.holdfast.session.SessionLimits;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds queues from what another cluster left in the mirror. Each step can be done again: where it ended, it goes on when
 * it is begun anew, and at most the messages of one request are met twice, which are sent under the same key.
 */
final class Restore {

    /**
     * How far ahead of what was counted last the new cluster begins. The old one may have gone on counting while Redis was
     * away: at 100,000 steps a second this is four months.
     */
    static final long LEAP = 1L << 40;

    private static final int PAGE = QueueLimits.BATCH_MAX;

    private final Consensus consensus;
    private final DataGroups groups;
    private final MirrorStore store;
    private final MirroredQueues mirrored;
    private final InstantSource clock;
    private final @Nullable SlotTable table;

    private volatile Restored restored = new Restored(false, 0, 0, 0, 0, "");

    Restore(Consensus consensus, DataGroups groups, MirrorStore store, MirroredQueues mirrored, InstantSource clock) {
        this.consensus = consensus;
        this.groups = groups;
        this.store = store;
        this.mirrored = mirrored;
        this.clock = clock;
        this.table = groups.count() == 0 ? null : SlotTable.striped(groups.count());
    }

    Restored restored() {
        return restored;
    }

    /** Does it all. */
    void run() {
        try {
            leap();
            for (var queue : mirrored.settings().entrySet()) {
                restore(queue.getKey(), queue.getValue());
            }
            restored = with(restored, true, "");
        } catch (MirrorStore.Unreachable | ClusterException | IllegalStateException e) {
            restored = with(restored, false, String.valueOf(e.getMessage()));
        }
    }

    private static Restored with(Restored now, boolean done, String failure) {
        return new Restored(done, now.queues(), now.messages(), now.refused(), now.expired(), failure);
    }

    /** No group hands out a number again that the other cluster may have handed out. */
    private void leap() {
        long highest = 0;
        for (var sequence : store.sequences().values()) {
            highest = Math.max(highest, Long.parseLong(sequence));
        }
        long base = Math.min(highest + LEAP, SessionLimits.SEQUENCE_MAX);
        var advance = new Request(null, 0, null, new AdvanceSequence(base));
        consensus.submit(advance);
        for (int number = 0; number < groups.count(); number++) {
            groups.group(number).submit(advance);
        }
    }

    private void restore(QueueName queue, QueueSettings settings) {
        var define = new Define(queue, settings, CatalogueCommand.ANY_VERSION);
        var defined = consensus.submit(new Request(null, 0, null, define)).result();
        if (!(defined instanceof Defined made)) {
            throw new IllegalStateException("the queue " + queue + " could not be made: " + defined);
        }
        for (int number = 0; number < settings.shards(); number++) {
            var shard = new Shard(queue, number);
            submit(shard, new Request(null, 0, null, new Configure(shard, made.birth(), made.version(), settings)));
            restore(shard);
        }
        var now = restored;
        restored = new Restored(false, now.queues() + 1, now.messages(), now.refused(), now.expired(), "");
    }

    private void restore(Shard shard) {
        long after = store.progress(shard);
        var rows = store.read(shard, after, PAGE);
        while (!rows.isEmpty()) {
            for (var part : parts(rows)) {
                send(shard, part);
                store.putProgress(shard, part.getLast().number());
            }
            rows = store.read(shard, rows.getLast().number(), PAGE);
        }
    }

    /** Rows in parts that fit into one request each. */
    private static List<List<MirrorRow>> parts(List<MirrorRow> rows) {
        var parts = new ArrayList<List<MirrorRow>>();
        long bytes = Long.MAX_VALUE;
        for (var row : rows) {
            int size = row.payload().bytes().length;
            if (bytes > QueueLimits.SEND_BYTES_MAX - size) {
                parts.add(new ArrayList<>());
                bytes = 0;
            }
            parts.getLast().add(row);
            bytes += size;
        }
        return parts;
    }

    private void send(Shard shard, List<MirrorRow> rows) {
        long now = clock.millis();
        var drafts = new ArrayList<Draft>();
        for (var row : rows) {
            if (!row.isExpired(now)) {
                drafts.add(row.draft(now));
            }
        }
        long taken = 0;
        if (!drafts.isEmpty()) {
            var key = new RequestKey(
                    "", "restore/" + shard + "/" + rows.getFirst().number());
            var delivery = submit(shard, new Request(key, rows.getLast().number(), null, new Send(shard, drafts)));
            taken = taken(delivery);
        }
        var all = restored;
        restored = new Restored(
                false,
                all.queues(),
                all.messages() + taken,
                all.refused() + drafts.size() - taken,
                all.expired() + rows.size() - drafts.size(),
                "");
    }

    private static long taken(Delivery delivery) {
        return switch (delivery.result()) {
            case Sent sent ->
                sent.messages().stream().filter(one -> one.fate() == Fate.SENT).count();
            case Declined declined -> throw new IllegalStateException("a send was declined: " + declined);
            default -> throw new IllegalStateException("no answer to a send: " + delivery.result());
        };
    }

    private Delivery submit(Shard shard, Request request) {
        if (table == null) {
            throw new IllegalStateException("this cluster was formed without data groups, and so without queues");
        }
        return groups.group(table.group(Slots.of(shard.queue().value(), shard.number())))
                .submit(request);
    }
}
