package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.coherence.Flight.Landed;
import io.holdfast.cache.line.NodeController;
import io.holdfast.cache.line.ToHome;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cluster.NoLeaderException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reads that this node asks a home for, its wishes among them, and those who wait for them. */
final class Fetching {

    /** For how long somebody waits for what is about to come, before he asks. */
    static final Duration WISH_PATIENCE = Duration.ofMillis(50);

    private static final long WISH_MILLIS = 1_000;

    private final NearCache near;
    private final NodeController<Held> controller;
    private final VigilantClock clock;
    private final Home home;
    private final WishMeters wishes;
    private final ReentrantLock lock;
    private final Map<CacheKey, Flight> flights = new HashMap<>();
    private long arrivals;

    /** @param lock under which the controller is asked */
    Fetching(
            NearCache near,
            NodeController<Held> controller,
            VigilantClock clock,
            Home home,
            WishMeters wishes,
            ReentrantLock lock) {
        this.near = near;
        this.controller = controller;
        this.clock = clock;
        this.home = home;
        this.wishes = wishes;
        this.lock = lock;
    }

    /**
     * Asks the home, or waits for who does.
     *
     * @param arrival as it was given to who asks
     */
    NodeSide.Seen fetch(CacheKey key, long arrival, long deadlineNanos) {
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

    /** A number for who comes now: what is asked for later has a greater one. */
    long arrive() {
        lock.lock();
        try {
            return ++arrivals;
        } finally {
            lock.unlock();
        }
    }

    private NodeSide.Seen fly(Flight flight, long deadlineNanos) {
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
        return Landed.of(held, controller.filled(read, held.under(shown), clock.millis()));
    }

    /** Under the lock. What has come of a wish; who waits for it is to be told without the lock. */
    void take(Talk.Offer offer, Map<Flight, @Nullable Landed> answered) {
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

    /** Under the lock. Drops a copy; a wish for the next is a read that others may join. */
    ToHome.Invalidated drop(ToNode.Invalidate order) {
        var done = controller.invalidate(order, clock.millis());
        var wish = done.wish();
        var read = wish == null ? null : controller.reading(order.key(), wish.id());
        if (read != null) {
            flights.put(order.key(), new Flight(read, ++arrivals));
        }
        return done;
    }
}
