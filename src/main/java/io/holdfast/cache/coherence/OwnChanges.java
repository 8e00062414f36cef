package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheKey;
import io.holdfast.cache.coherence.Flight.Landed;
import io.holdfast.cache.line.LineState;
import io.holdfast.cache.line.NodeController;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Delivery;
import io.holdfast.core.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Changes of single entries that this node asks for, and what it keeps of them. */
final class OwnChanges {

    private final DataGroup group;
    private final NodeController<Held> controller;
    private final VigilantClock clock;
    private final Home home;
    private final ReentrantLock lock;
    /**
     * Changes under way of entries that this node is alone with. One whose answer is kept is under way no more from that
     * moment, under the lock: what was kept may be called back the next, and is not for who comes after that.
     */
    private final Map<CacheKey, CompletableFuture<@Nullable Landed>> changes = new HashMap<>();

    /** @param lock under which the controller is asked */
    OwnChanges(DataGroup group, NodeController<Held> controller, VigilantClock clock, Home home, ReentrantLock lock) {
        this.group = group;
        this.controller = controller;
        this.clock = clock;
        this.home = home;
        this.lock = lock;
    }

    /** What a change has left here that this node has under way: as with a wish it comes mostly at once. */
    NodeSide.@Nullable Seen await(CacheKey key, long deadlineNanos) {
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
            var landed =
                    Flight.await(change, Math.min(deadlineNanos - System.nanoTime(), Fetching.WISH_PATIENCE.toNanos()));
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
                changes.remove(key, landing);
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
            var line = controller.written(write, key, held.under(shown), clock.millis());
            changes.remove(key, awaited);
            if (line != null && awaited.getNumberOfDependents() > 0) {
                line.use();
            }
            return Landed.of(held, line);
        } finally {
            lock.unlock();
        }
    }
}
