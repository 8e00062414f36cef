package io.holdfast.queue.redis;

import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.queue.MessageState;
import io.holdfast.queue.QueueAnswer.Counts;
import io.holdfast.queue.QueueAnswer.MessageView;
import io.holdfast.queue.QueueAnswer.Messages;
import io.holdfast.queue.QueueInquiry.OfShard;
import io.holdfast.queue.QueueInquiry.Peek;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.Shard;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the stream of one shard like the shard. It compares, so that it does not matter what was missed.
 *
 * <p>Messages are added in the order of their numbers, which the whole group agrees on, and the stream itself knows which
 * was the last: there is no mark to be lost beside it. They are removed by what is still there: all before the oldest that
 * is, and then, page by page, what lies between.
 */
final class ShardMirror {

    private static final int ADD_BYTES_MAX = QueueLimits.SEND_BYTES_MAX;
    /** Pages of one round, so that shards take turns. */
    private static final int PAGES = 20;

    /** What a round did. @param unfinished whether there is more to be done at once */
    record Round(long added, long removed, boolean unfinished) {}

    private final Shard shard;
    private final MirrorStore store;
    private final InstantSource clock;
    private long birth;
    /** The last that was ever added to the stream, as far as is known here. */
    private long last;
    /** How many messages were gone when all that was gone had been removed. */
    private long removedAt = -1;
    /** The same of the pass that is under way. */
    private long removing = -1;
    /** Up to where that pass has come, and how far it goes. */
    private long cursor;

    private long end;

    ShardMirror(Shard shard, MirrorStore store, InstantSource clock) {
        this.shard = shard;
        this.store = store;
        this.clock = clock;
    }

    /** Brings the stream nearer to the shard, as this node's copy of the group has it. */
    Round round(DataGroup group) {
        var view = group.askLocal(new OfShard(shard));
        if (view == null) {
            throw moved(group);
        }
        if (!view.exists()) {
            return new Round(0, 0, false);
        }
        if (view.birth() != birth) {
            // Another queue of the same name: what is left of the one before is gone, and was never counted here.
            birth = view.birth();
            removedAt = -1;
            removing = -1;
        }
        long added = 0;
        boolean more = true;
        for (int page = 0; page < PAGES && more; page++) {
            var rows = rowsAfter(group, last);
            more = !rows.isEmpty();
            added += more ? add(rows) : 0;
        }
        // What is gone is removed only when all that is there has been added: what stands there may be the last copy.
        long removed = more ? 0 : remove(group, gone(view.counts()));
        return new Round(added, removed, more || removing >= 0);
    }

    private static long gone(Counts counts) {
        return counts.acked() + counts.expired() + counts.cancelled() + counts.purged();
    }

    private long add(List<MirrorRow> rows) {
        long before = last;
        last = store.add(shard, before, rows);
        return last == rows.getLast().number() ? rows.size() : 0;
    }

    /** As many of the messages that come next as fit into one request. */
    private List<MirrorRow> rowsAfter(DataGroup group, long after) {
        int fitting = 0;
        long bytes = 0;
        for (var message : peek(group, after, QueueLimits.PAGE_MAX, false)) {
            bytes += message.bytes();
            if (fitting > 0 && bytes > ADD_BYTES_MAX) {
                break;
            }
            fitting++;
        }
        if (fitting == 0) {
            return List.of();
        }
        var rows = new ArrayList<MirrorRow>();
        for (var message : peek(group, after, fitting, true)) {
            var payload = message.payload();
            if (payload != null) {
                rows.add(MirrorRow.of(message, payload, clock.millis()));
            }
        }
        return rows;
    }

    private List<MessageView> peek(DataGroup group, long after, int limit, boolean payloads) {
        return page(group, after, limit, payloads).messages();
    }

    private Messages page(DataGroup group, long after, int limit, boolean payloads) {
        @Nullable MessageState all = null;
        var page = group.askLocal(new Peek(shard, all, null, after, limit, payloads));
        if (page == null || !group.leads()) {
            throw moved(group);
        }
        return page;
    }

    /**
     * No copy is not an empty one, and one that was given up and made again may be empty: what is not seen here may be there.
     * Who leads has all of it.
     */
    private static NoLeaderException moved(DataGroup group) {
        return new NoLeaderException(group.name() + " has moved away from this node");
    }

    private long remove(DataGroup group, long gone) {
        if (removing < 0) {
            if (gone == removedAt || last == 0) {
                return 0;
            }
            return begin(group, gone);
        }
        return goOn(group);
    }

    /**
     * The stream is not looked at behind what this node knows to be in it; and since a majority is asked after that was
     * known, this node leads, and its copy has heard of all of it: what is not in the copy is gone.
     */
    private long begin(DataGroup group, long gone) {
        end = last;
        var unused = group.confirmTerm();
        var oldest = peek(group, 0, 1, false);
        long first = oldest.isEmpty() ? end + 1 : Math.min(oldest.getFirst().message(), end + 1);
        removing = gone;
        cursor = first - 1;
        return store.removeBefore(shard, first) + goOn(group);
    }

    private long goOn(DataGroup group) {
        long removed = 0;
        for (int pages = 0; pages < PAGES && cursor < end; pages++) {
            var page = page(group, cursor, QueueLimits.PAGE_MAX, false);
            var living = page.messages().stream().map(MessageView::message).toList();
            long upTo = page.next() == 0 ? end : Math.min(end, page.next());
            removed += store.keepOnly(shard, cursor, upTo, living);
            cursor = upTo;
        }
        if (cursor >= end) {
            removedAt = removing;
            removing = -1;
        }
        return removed;
    }
}
