package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheEvent;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.coherence.Flight.Landed;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cache.line.Grant;
import io.holdfast.cache.line.Line;
import io.holdfast.cache.line.LineState;
import io.holdfast.cache.line.NodeController;
import io.holdfast.cache.line.ToHome;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cache.line.Writing;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * This node as one that keeps copies of the entries of one data group. Looking at a copy takes no lock; whatever changes
 * what is kept or what is under way holds the one of this group, and none while it waits for a home.
 */
final class NodeSide {

    private static final Duration WISH_PATIENCE = Duration.ofMillis(50);
    private static final long WISH_MILLIS = 1_000;

    /** The home of the group; blocks. */
    interface Home {

        /** Asks for an entry. */
        Talk.Shown ask(CacheKey key, long incarnation, long deadlineNanos);

        /**
         * Has an entry changed for this node, which would keep what there is then.
         *
         * @param dropped the copy that it has dropped for it
         */
        Changed change(Request request, long incarnation, List<Writing.Dropped> dropped);
    }

    /**
     * What came of a change.
     *
     * @param shown what there is since, to be kept; null if it must not be
     */
    record Changed(Delivery delivery, Talk.@Nullable Shown shown) {}

    /** What came of a read: what was seen, and the line that it left, if any. */
    record Seen(Held held, LineState line) {}

    private final DataGroup group;
    private final NearCache near;
    private final NodeController<Held> controller;
    private final VigilantClock clock;
    private final Home home;
    private final WishMeters wishes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<CacheKey, Flight> flights = new HashMap<>();
    /** Changes under way of entries that this node is alone with. */
    private final Map<CacheKey, CompletableFuture<@Nullable Landed>> changes = new HashMap<>();

    private long arrivals;
    private volatile long interestMillis = Long.MIN_VALUE;

    /** @param evicted is told of copies that were lost for want of space */
    NodeSide(
            DataGroup group,
            long bytesMax,
            VigilantClock clock,
            Home home,
            WishMeters wishes,
            Executor threads,
            java.util.function.Consumer<ToHome.Evicted> evicted) {
        this.group = group;
        this.clock = clock;
        this.home = home;
        this.wishes = wishes;
        this.near = new NearCache(bytesMax, threads, (key, line) -> evicted.accept(lost(key, line)));
        // What a home has for a wish may come after the node was started again, and must find no other of that number.
        this.controller = new NodeController<>(near, System.currentTimeMillis() << 10);
    }

    private ToHome.Evicted lost(CacheKey key, Line<Held> line) {
        lock.lock();
        try {
            return controller.evicted(key, line);
        } finally {
            lock.unlock();
        }
    }

    DataGroup group() {
        return group;
    }

    /** The copy here if it may be read; the line is taken first and the time after. */
    @Nullable
    Line<Held> readable(CacheKey key) {
        var line = near.get(key);
        if (line == null) {
            return null;
        }
        long now = clock.millis();
        if (!controller.isReadable(line, now)) {
            return null;
        }
        line.use();
        wanted(now);
        return line;
    }

    /** The copy here whether it may be read or not: it may be outdated. */
    @Nullable
    Line<Held> suspect(CacheKey key) {
        return near.get(key);
    }

    private void wanted(long now) {
        if (now - interestMillis > 1_000 || interestMillis == Long.MIN_VALUE) {
            interestMillis = now;
        }
    }

    /** When somebody last wanted anything of this group. */
    long interestMillis() {
        return interestMillis;
    }

    /** Asks the home, or waits for who does. */
    Seen fetch(CacheKey key, long deadlineNanos) {
        wanted(clock.millis());
        long arrival = arrive();
        var own = awaitChange(key, deadlineNanos);
        if (own != null) {
            return own;
        }
        while (true) {
            Flight flight;
            boolean isMine;
            lock.lock();
            try {
                var read = controller.beginRead(key, clock.millis());
                isMine = read != null;
                flight = read == null ? flights.get(key) : new Flight(read, ++arrivals);
                if (isMine) {
                    flights.put(key, flight);
                }
            } finally {
                lock.unlock();
            }
            if (flight == null) {
                throw new IllegalStateException("a read of " + key + " is under way that nobody waits for");
            }
            if (isMine) {
                return fly(flight, deadlineNanos);
            }
            var landed = await(flight, deadlineNanos);
            if (landed != null && (landed.isKept() || flight.number() > arrival)) {
                return landed.seen();
            }
        }
    }

    /**
     * A wish waits for the change that has taken the copy, which mostly comes at once. It is not waited for long, since
     * a change may have to wait for a node that is gone, and until then the home shows what there is.
     */
    private @Nullable Landed await(Flight flight, long deadlineNanos) {
        long left = deadlineNanos - System.nanoTime();
        boolean isWish = flight.read().isWish();
        try {
            return flight.await(isWish ? Math.min(left, WISH_PATIENCE.toNanos()) : left);
        } catch (TimeoutException e) {
            if (!isWish) {
                throw new NoLeaderException("the home of the entry has not answered in time");
            }
            end(flight);
            return null;
        }
    }

    /** What a change has left here that this node has under way: as with a wish it comes mostly at once. */
    private @Nullable Seen awaitChange(CacheKey key, long deadlineNanos) {
        CompletableFuture<@Nullable Landed> change;
        lock.lock();
        try {
            change = changes.get(key);
        } finally {
            lock.unlock();
        }
        if (change == null) {
            return null;
        }
        try {
            var landed = Flight.await(change, Math.min(deadlineNanos - System.nanoTime(), WISH_PATIENCE.toNanos()));
            return landed == null || !landed.isKept() ? null : landed.seen();
        } catch (TimeoutException e) {
            return null;
        }
    }

    /**
     * Has an entry changed. A copy that only this node has is dropped before, so that the home need not call it back; what
     * there is after the change is kept, if the home lets it. A node that reads nothing keeps nothing. A copy that others
     * have too stays readable until it is called back with theirs, and comes back as theirs do.
     */
    Delivery change(CacheKey key, Request request) {
        var landing = new CompletableFuture<@Nullable Landed>();
        var write = beginAlone(key, landing);
        if (write == null) {
            return group.submit(request);
        }
        Landed landed = null;
        try {
            var changed = home.change(request, write.incarnation(), write.dropped());
            if (changed.shown() != null) {
                landed = land(write, key, changed.shown(), landing);
            }
            return changed.delivery();
        } finally {
            lock.lock();
            try {
                controller.ended(write);
                changes.remove(key);
            } finally {
                lock.unlock();
            }
            landing.complete(landed);
        }
    }

    /** Null where others have the entry too, as far as this node knows, or anything is under way for it here. */
    private NodeController.@Nullable Write beginAlone(CacheKey key, CompletableFuture<@Nullable Landed> landing) {
        lock.lock();
        try {
            var view = controller.view(key);
            if (controller.incarnation() == 0 || view.line() == LineState.SHARED || view.reads() || view.writes()) {
                return null;
            }
            changes.put(key, landing);
            return controller.beginWrite(List.of(key), clock.millis());
        } finally {
            lock.unlock();
        }
    }

    private Landed land(NodeController.Write write, CacheKey key, Talk.Shown shown, CompletableFuture<?> awaited) {
        var held = new Held(shown.sight(), write.sentMillis());
        lock.lock();
        try {
            var line = controller.written(write, key, answer(shown, held), clock.millis());
            if (line != null && awaited.getNumberOfDependents() > 0) {
                line.use();
            }
            return landed(held, line);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing has come of the wish; who waits for it asks. */
    private void end(Flight flight) {
        var read = flight.read();
        lock.lock();
        try {
            controller.gaveUp(read);
            if (flights.remove(read.key(), flight)) {
                wishes.ended(read.key().cache(), false);
            }
        } finally {
            lock.unlock();
        }
        flight.landed().complete(null);
    }

    /** Ends wishes that have not been answered. */
    void look() {
        var eldest = clock.millis() - WISH_MILLIS;
        List<Flight> forgotten;
        lock.lock();
        try {
            forgotten = flights.values().stream()
                    .filter(flight -> flight.read().isWish() && flight.read().sentMillis() < eldest)
                    .toList();
        } finally {
            lock.unlock();
        }
        forgotten.forEach(this::end);
    }

    private long arrive() {
        lock.lock();
        try {
            return ++arrivals;
        } finally {
            lock.unlock();
        }
    }

    private Seen fly(Flight flight, long deadlineNanos) {
        var read = flight.read();
        Landed landed = null;
        try {
            var shown = home.ask(read.key(), read.incarnation(), deadlineNanos);
            landed = land(read, shown);
            return landed.seen();
        } finally {
            lock.lock();
            try {
                controller.gaveUp(read);
                flights.remove(read.key(), flight);
            } finally {
                lock.unlock();
            }
            flight.landed().complete(landed);
        }
    }

    private Landed land(NodeController.Read read, Talk.Shown shown) {
        lock.lock();
        try {
            return keep(read, shown);
        } finally {
            lock.unlock();
        }
    }

    private Landed keep(NodeController.Read read, Talk.Shown shown) {
        var held = new Held(shown.sight(), read.sentMillis());
        return landed(held, controller.filled(read, answer(shown, held), clock.millis()));
    }

    private static NodeController.Answer<Held> answer(Talk.Shown shown, Held held) {
        return new NodeController.Answer<>(shown.grant(), held, shown.sight().dirty(), shown.livesMillis());
    }

    private static Landed landed(Held held, @Nullable Line<Held> kept) {
        return new Landed(new Seen(held, kept == null ? LineState.INVALID : kept.state()), kept != null);
    }

    /** Asks the home, whatever there is here, and leaves what there is as it is. */
    Seen fetchAnew(CacheKey key, long deadlineNanos) {
        long asked = clock.millis();
        var shown = home.ask(key, 0, deadlineNanos);
        return new Seen(new Held(shown.sight(), asked), LineState.INVALID);
    }

    /** Does what a home wants. */
    Talk.Done follow(Talk.Orders orders) {
        var lines = new ArrayList<ToHome.Invalidated>(orders.lines().size());
        var tags = new ArrayList<ToHome.TagsInvalidated>(orders.tags().size());
        var answered = new LinkedHashMap<Flight, @Nullable Landed>();
        lock.lock();
        try {
            orders.offers().forEach(offer -> take(offer, answered));
            orders.lines().forEach(order -> lines.add(drop(order)));
            orders.downgrades().forEach(controller::downgrade);
            orders.tags().forEach(order -> tags.add(controller.invalidate(order)));
        } finally {
            lock.unlock();
        }
        answered.forEach((flight, landed) -> flight.landed().complete(landed));
        return new Talk.Done(lines, tags);
    }

    private void take(Talk.Offer offer, Map<Flight, @Nullable Landed> answered) {
        var read = controller.reading(offer.key(), offer.wish());
        var flight = read == null ? null : flights.remove(offer.key());
        if (read == null || flight == null) {
            return;
        }
        var shown = offer.shown();
        var landed = shown == null ? null : keep(read, shown);
        var line = landed == null || !landed.isKept() ? null : near.get(offer.key());
        if (line != null && flight.isAwaited()) {
            line.use();
        }
        controller.gaveUp(read);
        wishes.ended(offer.key().cache(), landed != null && landed.isKept());
        answered.put(flight, landed);
    }

    private ToHome.Invalidated drop(ToNode.Invalidate order) {
        var done = controller.invalidate(order, clock.millis());
        var wish = done.wish();
        var read = wish == null ? null : controller.reading(order.key(), wish.id());
        if (read != null) {
            flights.put(order.key(), new Flight(read, ++arrivals));
        }
        return done;
    }

    /** The store behind the cache has what some of the lines have: they are modified no longer. */
    void cleaned(CacheEvent.Cleaned event) {
        lock.lock();
        try {
            for (var entry : event.entries()) {
                var key = new CacheKey(event.cache(), entry.key());
                var line = near.get(key);
                if (line != null && line.value().sight().version() == entry.version()) {
                    controller.cleaned(key);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void opened(long incarnation, long untilMillis) {
        lock.lock();
        try {
            controller.opened(incarnation, untilMillis);
        } finally {
            lock.unlock();
        }
    }

    void renewed(long incarnation, long untilMillis) {
        lock.lock();
        try {
            controller.renewed(incarnation, untilMillis);
        } finally {
            lock.unlock();
        }
    }

    void lost() {
        lock.lock();
        try {
            controller.lost();
        } finally {
            lock.unlock();
        }
    }

    /** @param home what this node knows as the home of the entry */
    Talk.Seen seen(CacheKey key, LineViews.@Nullable AtHome home) {
        lock.lock();
        try {
            long now = clock.millis();
            var line = near.get(key);
            boolean isReadable = line != null && controller.isReadable(line, now);
            long lease = controller.incarnation() == 0 ? 0 : controller.leaseUntilMillis() - now;
            long version = line == null ? 0 : line.value().sight().version();
            return new Talk.Seen(controller.view(key).state(), version, isReadable, lease, home);
        } finally {
            lock.unlock();
        }
    }

    long incarnation() {
        return controller.incarnation();
    }

    long leaseUntilMillis() {
        return controller.leaseUntilMillis();
    }

    /** Whether anything is kept or asked for. */
    boolean isInUse() {
        lock.lock();
        try {
            return controller.underWay() > 0 || !near.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        return near.bytes();
    }

    /** How many copies there are in each state. */
    Map<LineState, Integer> lines() {
        var lines = new java.util.EnumMap<LineState, Integer>(LineState.class);
        for (var line : near.all()) {
            lines.merge(line.state(), 1, Integer::sum);
        }
        return lines;
    }

    /** How many copies of one cache's entries there are in each state. */
    Map<LineState, Long> lines(CacheName cache) {
        var lines = new java.util.EnumMap<LineState, Long>(LineState.class);
        near.each(cache, line -> lines.merge(line.state(), 1L, Long::sum));
        return lines;
    }

    /** The grant under which there is a copy of the entry; null if there is none. */
    @Nullable
    Grant grant(CacheKey key) {
        var line = near.get(key);
        return line == null ? null : line.grant();
    }
}
