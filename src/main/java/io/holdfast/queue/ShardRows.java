package io.holdfast.queue;

import io.holdfast.core.Payload;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.Shelf;
import io.holdfast.queue.QueueAnswer.Counts;
import io.holdfast.queue.ShardState.Doom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How shards are written: each as one row, then the turns of its groups and its settled leases packed in blocks. Messages and
 * deduplication ids are on the shelf already, so a snapshot costs the same whatever the backlog; they are read back from
 * there.
 */
final class ShardRows {

    private static final int BLOCK_GROUPS = 65_536;

    private record Shards(int count) {}

    private record ShardRow(
            Shard shard,
            long id,
            long birth,
            long version,
            QueueSettings settings,
            Pauses pauses,
            long deaths,
            boolean groupsTurn,
            @Nullable RedriveRow redrive,
            List<DoomRow> dooms,
            Counts counts,
            long bytes,
            long lastNumber,
            int groupBlocks) {}

    /** @param ends never is {@link Slab#NEVER} */
    private record Pauses(boolean sending, boolean receiving, long ends) {}

    /** @param next the death it looks at next; 0 if there is none */
    private record RedriveRow(
            QueueCommand.Redrive command,
            long total,
            long upTo,
            long seen,
            long redriven,
            long nextMillis,
            long next) {}

    private record DoomRow(String group, long after, long upTo) {}

    private record Block(Payload bytes) {}

    private ShardRows() {}

    static void save(Collection<ShardState> shards, RowSink sink) {
        sink.put(new Shards(shards.size()));
        for (var shard : shards) {
            var groups = packTurns(shard);
            sink.put(rowOf(shard, groups.size()));
            groups.forEach(sink::put);
            sink.put(new Block(shard.settled.pack()));
        }
    }

    private static ShardRow rowOf(ShardState shard, int groupBlocks) {
        var dooms = new ArrayList<DoomRow>();
        shard.dooms.forEach((group, doom) -> dooms.add(new DoomRow(group, doom.after(), doom.upTo())));
        return new ShardRow(
                shard.shard,
                shard.id,
                shard.birth,
                shard.version,
                shard.settings,
                new Pauses(shard.sendingPaused, shard.receivingPaused, shard.pauseEnds),
                shard.deaths,
                shard.groupsTurn,
                redriveOf(shard),
                dooms,
                shard.tally.counts(),
                shard.bytes,
                shard.index.last(),
                groupBlocks);
    }

    private static @Nullable RedriveRow redriveOf(ShardState shard) {
        var task = shard.redrive;
        if (task == null) {
            return null;
        }
        return new RedriveRow(
                new QueueCommand.Redrive(shard.shard, task.name, task.group, task.reason, task.perSecond),
                task.total,
                task.upTo,
                task.seen,
                task.redriven,
                task.nextMillis,
                task.next == Slab.NONE ? 0 : shard.slab.lease(task.next));
    }

    /** Each group whose turn comes by the number of its first message. */
    private static List<Block> packTurns(ShardState shard) {
        var blocks = new ArrayList<Block>();
        int left = shard.groups.ring.size();
        var group = shard.groups.ring.first();
        while (left > 0) {
            var bytes = new byte[Math.min(left, BLOCK_GROUPS) * Long.BYTES];
            for (int at = 0; at < bytes.length && group != null; at += Long.BYTES) {
                Octets.putLong(bytes, at, shard.slab.number(group.ready.first()));
                group = group.behind;
                left--;
            }
            blocks.add(new Block(new Payload(bytes)));
        }
        return blocks;
    }

    static List<ShardState> load(RowSource source, Shelf shelf) {
        int count = source.take(Shards.class).count();
        var shards = new ArrayList<ShardState>(count);
        for (int i = 0; i < count; i++) {
            shards.add(loadShard(source, shelf));
        }
        return shards;
    }

    private static ShardState loadShard(RowSource source, Shelf shelf) {
        var row = source.take(ShardRow.class);
        var shard = new ShardState(shelf, row.shard(), row.id(), row.birth());
        shard.version = row.version();
        shard.settings = row.settings();
        shard.sendingPaused = row.pauses().sending();
        shard.receivingPaused = row.pauses().receiving();
        shard.pauseEnds = row.pauses().ends();
        shard.deaths = row.deaths();
        shard.groupsTurn = row.groupsTurn();
        shard.tally.load(row.counts());
        shard.deduplication.load();
        new ShelfReading(shard).read(row.lastNumber());
        for (var doom : row.dooms()) {
            shard.dooms.put(doom.group(), new Doom(doom.after(), doom.upTo()));
            shard.groups.named(doom.group()).doomed = true;
        }
        for (int i = 0; i < row.groupBlocks(); i++) {
            joinTurns(shard, source.take(Block.class).bytes().bytes());
        }
        shard.groups.all().forEach(shard::refresh);
        shard.settled.unpack(source.take(Block.class).bytes());
        loadRedrive(shard, row.redrive());
        shard.settle();
        expect(row, shard);
        return shard;
    }

    private static void joinTurns(ShardState shard, byte[] turns) {
        for (int at = 0; at < turns.length; at += Long.BYTES) {
            var group = shard.groups.of(shard.index.find(Octets.getLong(turns, at)));
            if (group == null) {
                throw new IllegalStateException("the turn of " + shard.shard + " is a message's without a group");
            }
            shard.refresh(group);
        }
    }

    private static void loadRedrive(ShardState shard, @Nullable RedriveRow row) {
        if (row == null) {
            return;
        }
        var task = new RedriveTask(row.command(), row.total(), row.upTo());
        task.seen = row.seen();
        task.redriven = row.redriven();
        task.nextMillis = row.nextMillis();
        int next = row.next() == 0 ? Slab.NONE : shard.dead.first();
        while (next != Slab.NONE && shard.slab.lease(next) < row.next()) {
            next = shard.slab.behind(next);
        }
        task.next = next;
        shard.redrive = task;
    }

    private static void expect(ShardRow row, ShardState shard) {
        if (shard.bytes != row.bytes() || shard.messages() != shard.tally.left()) {
            throw new IllegalStateException("the shelf has %d messages of %d bytes of %s, but %d of %d bytes are known"
                    .formatted(shard.messages(), shard.bytes, shard.shard, shard.tally.left(), row.bytes()));
        }
    }
}
