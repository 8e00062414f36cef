package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.line.Grant;
import io.holdfast.cache.line.HomeController;
import io.holdfast.cache.line.HomeEffects;
import io.holdfast.cache.line.HomeSettings;
import io.holdfast.cache.line.ToHome;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cluster.DataGroup;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One time of leading a data group as the home of its entries. Everything in it is looked at under the home's lock, but for what never changes. */
final class Leadership implements HomeEffects {
    final long term;
    final HomeController controller;
    final Returns returns;
    /** Those who wait for leave, by the number of their change. */
    final Map<Long, CompletableFuture<Boolean>> waiting = new HashMap<>();
    /** Changes that have leave before anybody waited for it. */
    final LinkedHashSet<Long> free = new LinkedHashSet<>();

    private final DataGroup group;
    private final Surroundings around;
    private final HomeMeters meters;

    /** @param withheld is told of grants that go nowhere */
    Leadership(
            long term,
            DataGroup group,
            HomeSettings settings,
            Surroundings around,
            HomeMeters meters,
            BiConsumer<String, ToHome.Evicted> withheld) {
        this.term = term;
        this.group = group;
        this.around = around;
        this.meters = meters;
        this.controller = new HomeController(term, settings, this);
        this.returns = new Returns(group, (node, offer) -> around.offer(node, group.name(), offer), withheld);
    }

    @Override
    public void send(String node, ToNode message) {
        meters.sent(message);
        around.order(node, group.name(), message);
    }

    @Override
    public void mayPropose(long ticket) {
        var waiter = waiting.remove(ticket);
        if (waiter == null) {
            free.add(ticket);
        } else {
            waiter.complete(true);
        }
    }

    @Override
    public void answer(String node, CacheKey key, ToHome.Wish wish, @Nullable Grant grant) {
        returns.answer(node, key, wish, grant);
    }

    @Override
    public void expire(String node, long incarnation, long renewal) {
        meters.lapsed();
        around.expire(group, new CacheCommand.ExpireNode(node, incarnation, renewal));
    }
}
