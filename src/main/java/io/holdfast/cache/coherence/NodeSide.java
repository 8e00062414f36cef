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
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Delivery;
import io.holdfast.core.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * This node as one that keeps copies of the entries of one data group. Looking at a copy takes no lock; whatever changes
 * what is kept or what is under way holds the one of this group, and none while it waits for a home.
 */
final class NodeSide {

    /** What came of a read: what was seen, and the line that it left, if any. */
    record Seen(Held held, LineState line) {}

    private final DataGroup group;
    private final NearCache near;
    private final NodeController<Held> controller;
    private final VigilantClock clock;
    private final Home home;
    private final ReentrantLock lock = new ReentrantLock();
    private final Fetching fetching;
    private final OwnChanges changes;
    private boolean closed;
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
        this.near = new NearCache(bytesMax, threads, (key, line) -> evicted.accept(lost(key, line)));
        // What a home has for a wish may come after the node was started again, and must find no other of that number.
        this.controller = new NodeController<>(near, System.currentTimeMillis() << 10);
        this.fetching = new Fetching(near, controller, clock, home, wishes, lock);
        this.changes = new OwnChanges(group, controller, clock, home, lock);
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

    /** Asks the home, or waits for who does, or for a change that this node has under way. */
    Seen fetch(CacheKey key, long deadlineNanos) {
        wanted(clock.millis());
        long arrival = fetching.arrive();
        var own = changes.await(key, deadlineNanos);
        return own != null ? own : fetching.fetch(key, arrival, deadlineNanos);
    }

    /** Has an entry changed; see {@link OwnChanges#change}. */
    Delivery change(CacheKey key, Request request) {
        return changes.change(key, request);
    }

    /** Ends wishes that have not been answered. */
    void look() {
        fetching.look();
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
            orders.offers().forEach(offer -> fetching.take(offer, answered));
            orders.lines().forEach(order -> lines.add(fetching.drop(order)));
            orders.downgrades().forEach(controller::downgrade);
            orders.tags().forEach(order -> tags.add(controller.invalidate(order)));
        } finally {
            lock.unlock();
        }
        answered.forEach((flight, landed) -> flight.landed().complete(landed));
        return new Talk.Done(lines, tags);
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

    /** Returns whether copies may be kept under the lease; not any more after {@link #close}. */
    boolean opened(long incarnation, long untilMillis) {
        lock.lock();
        try {
            if (!closed) {
                controller.opened(incarnation, untilMillis);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Reads no copy and keeps none any more; returns the incarnation of the lease that they had, 0 if there was none. */
    long close() {
        lock.lock();
        try {
            closed = true;
            long incarnation = controller.incarnation();
            controller.stopped();
            return incarnation;
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
