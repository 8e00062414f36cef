package io.holdfast.queue;

import io.holdfast.queue.ShardState.Doom;
import java.util.Arrays;
import java.util.Objects;

/**
 * Buries what stands behind a message of a group that failed, where a queue wants that. What was handed out together with it
 * dies at once; a long group is buried in sweeps, and nothing of it is handed out meanwhile.
 */
final class GroupBurial {

    private static final long[] NOBODY = {};

    private final ShardState state;
    private final Lifecycle lifecycle;

    GroupBurial(ShardState state, Lifecycle lifecycle) {
        this.state = state;
        this.lifecycle = lifecycle;
    }

    /** The numbers of those in flight that were handed out with this one and stand behind it in its group. */
    static long[] matesBehind(ShardState state, int row) {
        var slab = state.slab;
        var group = state.groups.of(row);
        if (group == null || group.inFlight == 1 || state.settings.onFailure() != QueueSettings.OnFailure.BURY_GROUP) {
            return NOBODY;
        }
        var mates = new long[group.inFlight];
        int count = 0;
        int mate = slab.behind(row);
        while (mate != Slab.NONE && Moment.areTogether(slab.lease(mate), slab.lease(row))) {
            if (slab.group(mate) == group.id) {
                mates[count++] = slab.number(mate);
            }
            mate = slab.behind(mate);
        }
        return Arrays.copyOf(mates, count);
    }

    /** Begins with a group that is marked already, so that its turn does not come in between. */
    void begin(Moment moment, Group group, long failed, long[] mates) {
        for (long mate : mates) {
            lifecycle.buryWithGroup(moment, state.index.find(mate));
        }
        var before = state.dooms.get(group.name);
        long after = before == null ? failed : Math.min(failed, before.after());
        state.dooms.put(group.name, new Doom(after, state.index.last()));
        if (before == null) {
            state.burialsLeft -= sweep(moment, group, state.burialsLeft);
        }
    }

    /** Goes on with the first group that is to be buried; returns how many messages it buried. */
    int goOn(Moment moment, int most) {
        var name = state.dooms.keySet().iterator().next();
        return sweep(moment, Objects.requireNonNull(state.groups.find(name)), most);
    }

    private int sweep(Moment moment, Group group, int most) {
        var doom = Objects.requireNonNull(state.dooms.get(group.name));
        var spared = new IntStore();
        int buried = 0;
        int row = first(group);
        while (row != Slab.NONE && state.slab.number(row) <= doom.upTo() && buried < most) {
            if (state.slab.number(row) <= doom.after()) {
                state.displace(row);
                spared.push(row);
            } else {
                lifecycle.buryWithGroup(moment, row);
                buried++;
            }
            row = first(group);
        }
        while (spared.size() > 0) {
            state.place(spared.pop());
        }
        if (row == Slab.NONE || state.slab.number(row) > doom.upTo()) {
            state.dooms.remove(group.name);
            group.doomed = false;
        }
        state.refresh(group);
        return buried;
    }

    private int first(Group group) {
        int ready = group.ready.first();
        int delayed = group.firstDelayed();
        if (ready == Slab.NONE || delayed == Slab.NONE) {
            return ready == Slab.NONE ? delayed : ready;
        }
        return state.slab.number(ready) < state.slab.number(delayed) ? ready : delayed;
    }
}
