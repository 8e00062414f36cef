package io.holdfast.cache.line;

import io.holdfast.cache.CacheName;
import io.holdfast.cache.line.Directory.Change;
import io.holdfast.cache.line.ToNode.InvalidateTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes of entries that are not named: purges of tags and of whole caches. Nobody keeps a list of the copies with a tag, so
 * every node with a lease is told, whatever it is known to have; and from then until the change is applied, nobody is
 * granted a copy of anything in the cache, because its tags are not known here.
 */
final class Sweeps {

    private static final class Sweep {
        final Change change;
        final Writing.Sweep what;
        long awaited;
        long sentMillis;

        Sweep(Change change, Writing.Sweep what) {
            this.change = change;
            this.what = what;
        }
    }

    private final long term;
    private final HomeEffects effects;
    private final Map<Long, Sweep> byRound = new TreeMap<>();
    private final Map<CacheName, Integer> locked = new TreeMap<>();
    private long lastRound;

    Sweeps(long term, HomeEffects effects) {
        this.term = term;
        this.effects = effects;
    }

    /** Begins those of the change; returns for how many it has to wait. */
    int begin(Change change, NodeLeases leases, long nowMillis) {
        int waits = 0;
        for (var what : change.writing.sweeps()) {
            locked.merge(what.cache(), 1, Integer::sum);
            long round = ++lastRound;
            var sweep = new Sweep(change, what);
            byRound.put(round, sweep);
            sweep.awaited = leases.live();
            sweep.sentMillis = nowMillis;
            tell(round, sweep, leases);
            waits += sweep.awaited == 0 ? 0 : 1;
        }
        return waits;
    }

    private void tell(long round, Sweep sweep, NodeLeases leases) {
        var order = new InvalidateTags(sweep.what.cache(), sweep.what.tags(), term, round);
        for (long rest = sweep.awaited; rest != 0; rest &= rest - 1) {
            effects.send(leases.at(Long.numberOfTrailingZeros(rest)).node, order);
        }
    }

    boolean isUnderWay(CacheName cache) {
        return locked.containsKey(cache);
    }

    /** A node has dropped what it was told to; the change that need not wait for this sweep any longer, if it was the last. */
    @Nullable
    Change dropped(int place, long round) {
        var sweep = byRound.get(round);
        long bit = 1L << place;
        if (sweep == null || (sweep.awaited & bit) == 0) {
            return null;
        }
        sweep.awaited &= ~bit;
        return sweep.awaited == 0 ? sweep.change : null;
    }

    /** The node has nothing any more; the changes that need not wait for a sweep any longer, one for each such sweep. */
    List<Change> released(int place) {
        var freed = new ArrayList<Change>();
        for (var round : List.copyOf(byRound.keySet())) {
            var change = dropped(place, round);
            if (change != null) {
                freed.add(change);
            }
        }
        return freed;
    }

    void end(Change change) {
        if (change.writing.sweeps().isEmpty()) {
            return;
        }
        byRound.values().removeIf(sweep -> sweep.change == change);
        for (var what : change.writing.sweeps()) {
            locked.computeIfPresent(what.cache(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    void look(NodeLeases leases, long resendMillis, long nowMillis) {
        byRound.forEach((round, sweep) -> {
            if (sweep.awaited != 0 && nowMillis - sweep.sentMillis >= resendMillis) {
                sweep.sentMillis = nowMillis;
                tell(round, sweep, leases);
            }
        });
    }
}
