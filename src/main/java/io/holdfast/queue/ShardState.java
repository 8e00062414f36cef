package io.holdfast.queue;

import io.holdfast.core.Shelf;
import io.holdfast.queue.QueueSettings.OnFailure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a shard is: its messages, each in the structures of its state, and what is known besides. A message changes its
 * state by {@link #displace}, a change of its row, and {@link #place}.
 *
 * <p>A row stands, if it is ready, in the {@link Line} of its group, or of its priority where it has none; if it is delayed
 * and has a group, in the group's heap; if it is in flight, in a list by lease; if it is dead, in a list by death. Whatever
 * its state, it is in the index by number, and in the heap of deadlines if there is one.
 */
final class ShardState {

    /** Rows may be free until there are as many as used ones, and so many more. */
    private static final int ROOM_MAX = 64;

    private static final int MOVED_AT_ONCE = 2;

    /** Messages of a group that are about to be buried: those with greater numbers than the one, up to the other. */
    record Doom(long after, long upTo) {}

    final Shard shard;
    /** Names it on the shelf, and is never used again. */
    final long id;

    final long birth;
    final ShardShelf shelf;
    long version;
    QueueSettings settings = QueueSettings.DEFAULT;

    final Slab slab = new Slab();
    final NumberIndex index = new NumberIndex(slab);
    final RowHeap deadlines = new RowHeap(slab.byDue());
    final Line[] lines = new Line[QueueLimits.PRIORITY_MAX + 1];
    final Groups groups = new Groups(slab);
    final RowList inFlight = new RowList(slab);
    final RowList dead = new RowList(slab);
    final Deduplication deduplication;
    final SettledRing settled = new SettledRing();
    final Tally tally = new Tally();
    final Map<String, Doom> dooms = new LinkedHashMap<>();

    @Nullable
    RedriveTask redrive;

    long bytes;
    int ungrouped;
    int delayed;
    int grouped;
    /** The number of the last death. */
    long deaths;
    /** Whether the next turn is a group's where both groups and messages without one are ready. */
    boolean groupsTurn;

    boolean sendingPaused;
    boolean receivingPaused;
    long pauseEnds = Slab.NEVER;

    /** What became ready in this step, and what expired in it. */
    private int fresh;

    int dropped;
    /** How many messages more may be buried with their groups in this step. */
    int burialsLeft = QueueLimits.SWEEP_MAX;

    private boolean open = true;

    /** For the {@link Agenda}. */
    long due = Slab.NEVER;

    int place = Slab.NONE;

    ShardState(Shelf shelf, Shard shard, long id, long birth) {
        this.shard = shard;
        this.id = id;
        this.birth = birth;
        this.shelf = new ShardShelf(shelf, id);
        this.deduplication = new Deduplication(this.shelf);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new Line(slab);
        }
    }

    int messages() {
        return slab.used();
    }

    int ready() {
        return ungrouped + grouped;
    }

    long messagesMax() {
        return share(settings.messagesMax());
    }

    long bytesMax() {
        return share(settings.bytesMax());
    }

    int inFlightMax() {
        return (int) share(settings.inFlightMax());
    }

    private long share(long limit) {
        return (limit + settings.shards() - 1) / settings.shards();
    }

    /** Puts the row where its state belongs. */
    void place(int row) {
        var group = groups.of(row);
        switch (slab.state(row)) {
            case READY -> {
                lineOf(row, group).add(row);
                countReady(group, 1);
            }
            case DELAYED -> {
                delayed++;
                if (group != null) {
                    group.addDelayed(row, slab);
                }
            }
            case IN_FLIGHT -> {
                inFlight.append(row);
                if (group != null) {
                    group.inFlight++;
                }
            }
            case DEAD -> dead.append(row);
        }
        if (slab.due(row) != Slab.NEVER) {
            deadlines.add(row);
        }
    }

    /** Takes the row from where its state belongs. */
    void displace(int row) {
        var group = groups.of(row);
        switch (slab.state(row)) {
            case READY -> {
                lineOf(row, group).remove(row);
                countReady(group, -1);
            }
            case DELAYED -> {
                delayed--;
                if (group != null) {
                    group.removeDelayed(row);
                }
            }
            case IN_FLIGHT -> {
                inFlight.remove(row);
                if (group != null) {
                    group.inFlight--;
                }
            }
            case DEAD -> {
                if (redrive != null && redrive.next == row) {
                    redrive.next = slab.behind(row);
                }
                dead.remove(row);
            }
        }
        if (slab.hasDeadline(row)) {
            deadlines.remove(row);
        }
    }

    private Line lineOf(int row, @Nullable Group group) {
        return group == null ? lines[slab.priority(row)] : group.ready;
    }

    private void countReady(@Nullable Group group, int by) {
        if (group == null) {
            ungrouped += by;
            fresh += Math.max(0, by);
        } else {
            grouped += by;
        }
    }

    /** Follows a change in the group: whether it is its turn some time, and whether it is there at all. */
    void refresh(@Nullable Group group) {
        if (group == null) {
            return;
        }
        boolean alive = group.alive() > 0;
        if (alive != group.counted) {
            group.counted = alive;
            groups.alive += alive ? 1 : -1;
        }
        boolean waits = firstOf(group) != Slab.NONE && group.inFlight == 0 && !group.doomed;
        if (waits && !group.waiting) {
            groups.ring.join(group);
            fresh++;
        } else if (!waits && group.waiting) {
            groups.ring.leave(group);
        }
        if (group.members == 0) {
            groups.remove(group);
            dooms.remove(group.name);
        }
    }

    /** The row of the group that can be handed out next; {@link Slab#NONE} if something holds it up, or nothing is ready. */
    int firstOf(Group group) {
        int row = group.ready.first();
        int delayedRow = group.firstDelayed();
        boolean heldUp = row != Slab.NONE
                && delayedRow != Slab.NONE
                && settings.onFailure() != OnFailure.SKIP
                && slab.number(delayedRow) < slab.number(row);
        return heldUp ? Slab.NONE : row;
    }

    /** Gives the row back, and moves others together where much is free. */
    void free(int row) {
        index.remove(slab.number(row));
        slab.free(row);
        for (int i = 0; i < MOVED_AT_ONCE && slab.room() > slab.used() + ROOM_MAX; i++) {
            int spare = slab.spare();
            if (spare != Slab.NONE) {
                move(spare);
            }
        }
    }

    private void move(int from) {
        int row = slab.copy(from);
        var group = groups.of(row);
        index.replace(slab.number(row), row);
        if (slab.hasDeadline(row)) {
            deadlines.replace(row);
        }
        switch (slab.state(row)) {
            case READY -> lineOf(row, group).replace(row);
            case DELAYED -> {
                if (group != null) {
                    group.replaceDelayed(row);
                }
            }
            case IN_FLIGHT -> inFlight.replace(row);
            case DEAD -> {
                dead.replace(row);
                if (redrive != null && redrive.next == from) {
                    redrive.next = row;
                }
            }
        }
        slab.free(from);
    }

    /** How many receives could be served at once: messages without a group, and groups. */
    int claimable() {
        return ungrouped + groups.ring.size();
    }

    /** Whether anything may be handed out. */
    boolean isOpen() {
        return !receivingPaused && inFlight.size() < inFlightMax();
    }

    /** Tells at the end of a step what came of it. */
    void announce(Moment moment) {
        boolean wasOpen = open;
        open = isOpen();
        int more = wasOpen ? Math.min(fresh, claimable()) : claimable();
        fresh = 0;
        burialsLeft = QueueLimits.SWEEP_MAX;
        if (open && more > 0) {
            moment.tell(new QueueEvent.Available(shard, more));
        }
        if (dropped > 0) {
            moment.tell(new QueueEvent.Expired(shard, dropped));
            dropped = 0;
        }
    }

    /** After everything was read back: as after the last step. */
    void settle() {
        open = isOpen();
        fresh = 0;
    }

    /** When the next thing happens by itself. */
    long nextDue() {
        int first = deadlines.first();
        long next = Math.min(pauseEnds, first == Slab.NONE ? Slab.NEVER : slab.due(first));
        if (redrive != null) {
            next = Math.min(next, redrive.nextMillis);
        }
        return dooms.isEmpty() ? next : 0;
    }

    /** Whether the message is in flight under this very lease. */
    boolean isOut(Lease lease) {
        int row = index.find(lease.message());
        return row != Slab.NONE && slab.state(row) == MessageState.IN_FLIGHT && slab.lease(row) == lease.lease();
    }
}
