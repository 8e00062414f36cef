package io.holdfast.cluster;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A Request Waiting List beside the machines: threads park here until something happens to their topic. Waiting itself
 * is state; what is lost with this node is only who had asked to be told here.
 */
public final class PendingReplies {

    /** Somebody who waits for the next event on a topic. Used for one event, then registered anew. */
    public static final class Parked {
        private final CountDownLatch woken = new CountDownLatch(1);

        /** Returns when an event came, or after this many nanoseconds; false if none came. */
        public boolean await(long nanos) throws InterruptedException {
            return woken.await(nanos, java.util.concurrent.TimeUnit.NANOSECONDS);
        }
    }

    private final ConcurrentHashMap<Topic, List<Parked>> parked = new ConcurrentHashMap<>();

    /** Registers before looking at the state, so that nothing that happens after the look is missed. */
    public Parked park(Topic topic) {
        var waiter = new Parked();
        parked.compute(topic, (_, waiters) -> {
            var list = waiters == null ? new ArrayList<Parked>(1) : waiters;
            list.add(waiter);
            return list;
        });
        return waiter;
    }

    public void leave(Topic topic, Parked waiter) {
        parked.computeIfPresent(topic, (_, waiters) -> {
            waiters.remove(waiter);
            return waiters.isEmpty() ? null : waiters;
        });
    }

    /** Wakes those whose topic had an event. Called after the state has changed. */
    public void wake(List<? extends Event> events) {
        if (parked.isEmpty()) {
            return;
        }
        for (var event : events) {
            var waiters = parked.remove(event.topic());
            if (waiters != null) {
                waiters.forEach(waiter -> waiter.woken.countDown());
            }
        }
    }

    /** Wakes everybody, to look again or to give up: the state was replaced, or the node stops. */
    public void wakeAll() {
        for (var topic : List.copyOf(parked.keySet())) {
            var waiters = parked.remove(topic);
            if (waiters != null) {
                waiters.forEach(waiter -> waiter.woken.countDown());
            }
        }
    }

    public int size() {
        return parked.size();
    }
}
