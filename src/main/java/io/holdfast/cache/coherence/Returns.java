package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheAnswer.Kind;
import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheInquiry;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.line.Grant;
import io.holdfast.cache.line.ToHome;
import io.holdfast.cluster.DataGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a home gives back to nodes that want their copies again: grants are collected under the home's lock, and what is
 * granted is looked up after it, for all nodes at once.
 */
final class Returns {

    /** What is larger is not given back but has to be asked for, or many of them would make too large a message. */
    private static final int BYTES_MAX = 8 * 1_024;

    private record Granted(String node, CacheKey key, ToHome.Wish wish, Grant grant) {}

    private final DataGroup group;
    private final BiConsumer<String, Talk.Offer> offers;
    private List<Granted> granted = new ArrayList<>();

    /** @param offers takes what goes to a node */
    Returns(DataGroup group, BiConsumer<String, Talk.Offer> offers) {
        this.group = group;
        this.offers = offers;
    }

    /** Under the lock. */
    void answer(String node, CacheKey key, ToHome.Wish wish, @Nullable Grant grant) {
        if (grant == null) {
            offers.accept(node, new Talk.Offer(key, wish.id(), null));
        } else {
            granted.add(new Granted(node, key, wish, grant));
        }
    }

    /**
     * Under the lock.
     *
     * @return what is to be done without it
     */
    Runnable take() {
        if (granted.isEmpty()) {
            return () -> {};
        }
        var taken = granted;
        granted = new ArrayList<>();
        return () -> send(taken);
    }

    /** Those that are granted for one change stand together by their entries. */
    private void send(List<Granted> taken) {
        Sight sight = null;
        CacheKey seen = null;
        for (var one : taken) {
            if (!one.key().equals(seen)) {
                seen = one.key();
                sight = group.askLocal(new CacheInquiry.OfEntry(one.key()));
            }
            offers.accept(one.node(), new Talk.Offer(one.key(), one.wish().id(), shown(one.grant(), sight)));
        }
    }

    /** What may be handed out under the grant; null if it must not be kept, or is too large to be sent unasked. */
    static Talk.@Nullable Shown shown(Grant grant, @Nullable Sight sight) {
        if (sight == null || sight.kind() == Kind.DUE) {
            return null;
        }
        var content = sight.content();
        long lives = Held.lives(sight);
        boolean fits = content == null || content.size() <= BYTES_MAX;
        return lives > 0 && fits ? new Talk.Shown(grant, sight, lives) : null;
    }
}
