package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheInquiry;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.line.Grant;
import io.holdfast.cache.line.ToHome;
import io.holdfast.cluster.DataGroup;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a home gives back to nodes that want their copies again. What is granted is looked up when it goes: not on the
 * thread that applies changes, which the writer waits for, and nothing waits for a slow node but its grant.
 */
final class Returns {

    /**
     * What is heavier is not given back but has to be asked for: as many as go together, with all their tags, have to fit
     * into one message between nodes.
     */
    static final int WEIGHT_MAX = 8 * 1_024 + 256;

    private final DataGroup group;
    private final BiConsumer<String, Supplier<Talk.Offer>> offers;
    private final BiConsumer<String, ToHome.Evicted> withheld;

    /**
     * @param offers takes what goes to a node; waits for nothing
     * @param withheld is told of grants that go nowhere
     */
    Returns(
            DataGroup group,
            BiConsumer<String, Supplier<Talk.Offer>> offers,
            BiConsumer<String, ToHome.Evicted> withheld) {
        this.group = group;
        this.offers = offers;
        this.withheld = withheld;
    }

    /** Under the lock, so that no order to drop it goes before what is granted. */
    void answer(String node, CacheKey key, ToHome.Wish wish, @Nullable Grant grant) {
        offers.accept(node, () -> new Talk.Offer(key, wish.id(), grant == null ? null : shown(node, key, grant)));
    }

    /**
     * What a node may be handed under the grant; null if it must not be kept, or is too large to be sent unasked. Whoever is
     * not shown anything has no copy, and need not be waited for by the next change.
     */
    Talk.@Nullable Shown shown(String node, CacheKey key, Grant grant) {
        var shown = shown(key, grant);
        if (shown == null) {
            withheld.accept(node, new ToHome.Evicted(key, grant.term(), grant.number()));
        }
        return shown;
    }

    private Talk.@Nullable Shown shown(CacheKey key, Grant grant) {
        var sight = group.askLocal(new CacheInquiry.OfEntry(key));
        if (sight == null || sight.kind() == Kind.DUE) {
            return null;
        }
        long lives = Held.lives(sight);
        boolean fits = new Held(sight, 0).weight() <= WEIGHT_MAX;
        return lives > 0 && fits ? new Talk.Shown(grant, sight, lives) : null;
    }
}
