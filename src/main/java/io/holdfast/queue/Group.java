package io.holdfast.queue;

import org.jspecify.annotations.Nullable;

/** The messages of one group in one shard. It is there as long as any message of it is, dead ones included. */
final class Group {

    final String name;
    /** By which rows know it; means nothing outside. */
    final int id;

    final Line ready;
    private @Nullable RowHeap delayed;
    int inFlight;
    /** All its messages. */
    int members;
    /** Messages of it are about to be buried. */
    boolean doomed;
    /** It was counted among those with messages that are not dead. */
    boolean counted;
    /** Its place in the {@link GroupRing}. */
    boolean waiting;

    @Nullable
    Group before;

    @Nullable
    Group behind;

    Group(String name, int id, Slab slab) {
        this.name = name;
        this.id = id;
        this.ready = new Line(slab);
    }

    void addDelayed(int row, Slab slab) {
        if (delayed == null) {
            delayed = new RowHeap(slab.byNumber());
        }
        delayed.add(row);
    }

    void removeDelayed(int row) {
        if (delayed != null) {
            delayed.remove(row);
        }
    }

    void replaceDelayed(int row) {
        if (delayed != null) {
            delayed.replace(row);
        }
    }

    /** The row with the least number of those that are delayed; {@link Slab#NONE} if there is none. */
    int firstDelayed() {
        return delayed == null ? Slab.NONE : delayed.first();
    }

    int delayed() {
        return delayed == null ? 0 : delayed.size();
    }

    /** Its messages that are not dead. */
    int alive() {
        return ready.size() + delayed() + inFlight;
    }
}
