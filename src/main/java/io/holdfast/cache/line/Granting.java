package io.holdfast.cache.line;

import io.holdfast.cache.line.Directory.Entry;
import io.holdfast.cache.line.NodeLeases.Lease;
import io.holdfast.cache.line.ToNode.Downgrade;
import org.jspecify.annotations.Nullable;

/** Whom a home lets keep a copy, and notes for a holder of it. */
final class Granting {

    private final long term;
    private final HomeEffects effects;
    private final NodeLeases leases;
    private final Sweeps sweeps;
    private long lastGrant;

    Granting(long term, HomeEffects effects, NodeLeases leases, Sweeps sweeps) {
        this.term = term;
        this.effects = effects;
        this.leases = leases;
        this.sweeps = sweeps;
    }

    /** Null if the node must not keep a copy of the entry now. */
    @Nullable
    Grant give(Entry entry, Lease lease, long nowMillis) {
        return mayKeep(entry, nowMillis) ? give(entry, lease) : null;
    }

    private boolean mayKeep(Entry entry, long nowMillis) {
        return entry.isIdle() && nowMillis >= entry.pausedUntilMillis && !sweeps.isUnderWay(entry.key.cache());
    }

    private Grant give(Entry entry, Lease lease) {
        // Who is wished for as well is not alone for long, and would only have to be told.
        boolean alone = !entry.isWishedFor() && (entry.holders() & ~(1L << lease.place)) == 0;
        if (!alone && entry.alone >= 0 && entry.alone != lease.place) {
            var other = leases.at(entry.alone);
            effects.send(other.node, new Downgrade(entry.key, term, entry.grant(entry.alone)));
        }
        entry.alone = alone ? lease.place : -1;
        entry.grant(lease.place, ++lastGrant);
        return new Grant(term, lastGrant, lease.incarnation, alone);
    }

    /**
     * Answers what was wished for while copies were called back, once the entry is free.
     *
     * @param confirmed whether one of the changes has been applied for which they were: whoever leads proposed it after
     *     the wishes came, so the log says that no other home had been there when they did
     */
    void answerWishes(Entry entry, boolean confirmed, long nowMillis) {
        if (!entry.isIdle()) {
            return;
        }
        boolean mayKeep = confirmed && mayKeep(entry, nowMillis);
        var wishes = entry.takeWishes();
        for (var wished : wishes.entrySet()) {
            var lease = leases.at(wished.getKey());
            var wish = wished.getValue();
            boolean isLive = lease.incarnation == wish.incarnation() && lease.isLive();
            if (mayKeep && isLive && wishes.size() > 1) {
                // Nobody is told that he is alone only to hear at once that he is not.
                entry.grant(lease.place, ++lastGrant);
                entry.alone = -1;
                effects.answer(lease.node, entry.key, wish, new Grant(term, lastGrant, lease.incarnation, false));
            } else {
                effects.answer(lease.node, entry.key, wish, mayKeep && isLive ? give(entry, lease) : null);
            }
        }
    }
}
