package io.holdfast.queue.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.DataGroup;
import io.holdfast.queue.QueueInquiry;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueueTopic;
import io.holdfast.queue.Shard;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Where receives wait on this node for a message to come: in memory, first come, first served. One thread a shard watches
 * while anybody waits for it, and wakes as many as there are messages for; the others sleep on.
 *
 * <p>All nodes that have a copy of the shard hear of a message. The one that leads it comes first; the others give it a
 * moment, and wake somebody only if the message is still there then.
 */
final class WaitingRoom {

    /** How long a node waits for the one that leads, in which that hands out what it can. */
    private static final int COURTESY_MILLIS_MIN = 3;

    private static final int COURTESY_MILLIS_MAX = 9;

    /** After this long without news a watcher looks by itself, and goes if nobody needs it. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** Where this node has no copy it hears of nothing, and asks: soon at first, then less and less often. */
    private static final long ASK_MILLIS_MIN = 100;

    private static final long ASK_MILLIS_MAX = 1_000;

    /** Those who wait for a queue, or for one shard of it. */
    private record Row(QueueName queue, List<Shard> shards) {}

    private final Function<Shard, DataGroup> groups;
    private final int placesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Row, Bench> benches = new HashMap<>();
    private long tickets;
    private int taken;
    private boolean closed;

    WaitingRoom(Function<Shard, DataGroup> groups, int placesMax) {
        this.groups = groups;
        this.placesMax = placesMax;
    }

    /** Those of one row, in the order in which they came. */
    private static final class Bench {
        private final TreeMap<Long, Place> sleeping = new TreeMap<>();
        private final Set<Shard> watched = new HashSet<>();
        private int looking;
        /** A message came while somebody was looking, who may have looked too early. */
        private boolean owed;
    }

    /** Somebody who waits. From when it is made until it is closed, nothing happens unseen. */
    final class Place implements AutoCloseable {

        private final long ticket;
        private final Bench bench;
        private final Condition woken = lock.newCondition();
        private boolean looking = true;

        private Place(long ticket, Bench bench) {
            this.ticket = ticket;
            this.bench = bench;
            bench.looking++;
        }

        /** Returns when it is worth looking, when the time is over, or when the node stops. */
        void await(long nanos) {
            lock.lock();
            try {
                rest();
                long left = nanos;
                while (!looking && !closed && left > 0) {
                    left = woken.awaitNanos(left);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                rise();
                lock.unlock();
            }
        }

        /** It has looked, and found nothing. */
        private void rest() {
            looking = false;
            bench.looking--;
            bench.sleeping.put(ticket, this);
            repay(bench);
        }

        private void rise() {
            if (!looking) {
                bench.sleeping.remove(ticket);
                looking = true;
                bench.looking++;
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                bench.looking--;
                taken--;
                repay(bench);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Takes a place. Whoever has one looks for itself first.
     *
     * @throws ProblemException if all are taken
     */
    Place enter(QueueName queue, List<Shard> shards) {
        lock.lock();
        try {
            if (taken >= placesMax) {
                throw new ProblemException(QueueProblems.waitersExhausted(placesMax));
            }
            taken++;
            var row = new Row(queue, shards);
            var bench = benches.computeIfAbsent(row, _ -> new Bench());
            for (var shard : shards) {
                if (!closed && bench.watched.add(shard)) {
                    Thread.ofVirtual().name("queue-watch-" + shard).start(() -> watch(row, bench, shard));
                }
            }
            return new Place(++tickets, bench);
        } finally {
            lock.unlock();
        }
    }

    private void watch(Row row, Bench bench, Shard shard) {
        var group = groups.apply(shard);
        try {
            boolean heard = true;
            long pauseMillis = ASK_MILLIS_MIN;
            while (stays(row, bench, shard, heard)) {
                if (group.isHere()) {
                    heard = listen(bench, group, shard);
                    pauseMillis = ASK_MILLIS_MIN;
                } else {
                    heard = look(bench, group, shard);
                    pauseMillis = heard ? ASK_MILLIS_MIN : Math.min(2 * pauseMillis, ASK_MILLIS_MAX);
                    Thread.sleep(pauseMillis);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was news. */
    private boolean listen(Bench bench, DataGroup group, Shard shard) throws InterruptedException {
        try (var parked = group.park(new QueueTopic(shard))) {
            var unused = look(bench, group, shard);
            return parked.await(LOOK);
        }
    }

    /** Whether a watcher is needed; it outlives those who wait by a moment, because they mostly come back. */
    private boolean stays(Row row, Bench bench, Shard shard, boolean heard) {
        lock.lock();
        try {
            if (!closed && (heard || !bench.sleeping.isEmpty() || bench.looking > 0)) {
                return true;
            }
            bench.watched.remove(shard);
            if (bench.watched.isEmpty()) {
                benches.remove(row, bench);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes as many as there are messages for; whether there are any. */
    private boolean look(Bench bench, DataGroup group, Shard shard) throws InterruptedException {
        if (!isNeeded(bench)) {
            return false;
        }
        long ready = ready(group, shard);
        if (ready > 0 && !group.leads()) {
            Thread.sleep(ThreadLocalRandom.current().nextInt(COURTESY_MILLIS_MIN, COURTESY_MILLIS_MAX));
            ready = ready(group, shard);
        }
        if (ready > 0) {
            wake(bench, ready);
        }
        return ready > 0;
    }

    private boolean isNeeded(Bench bench) {
        lock.lock();
        try {
            return !bench.sleeping.isEmpty() || bench.looking > 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many messages there are as far as this node knows. Where it has no copy it asks the one that leads, for all who wait:
     * each of them would ask for every shard.
     */
    private static long ready(DataGroup group, Shard shard) {
        try {
            var glance = new QueueInquiry.Glance(shard);
            var seen = group.askLocal(glance);
            return (seen == null ? group.ask(glance) : seen).claimable();
        } catch (ClusterException _) {
            return 0;
        }
    }

    /** Sees to it that as many look as there are messages. Those who look already may be about to find them. */
    private void wake(Bench bench, long ready) {
        lock.lock();
        try {
            bench.owed |= bench.looking > 0;
            for (long missing = ready - bench.looking; missing > 0 && !bench.sleeping.isEmpty(); missing--) {
                signal(bench);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Somebody was looking when a message came, and may have missed it: the first of those who sleep looks instead. */
    private static void repay(Bench bench) {
        if (bench.owed && !bench.sleeping.isEmpty()) {
            bench.owed = false;
            signal(bench);
        }
    }

    private static void signal(Bench bench) {
        var first = bench.sleeping.pollFirstEntry().getValue();
        first.looking = true;
        bench.looking++;
        first.woken.signal();
    }

    /** Whether the node stops. */
    boolean isClosed() {
        lock.lock();
        try {
            return closed || Thread.currentThread().isInterrupted();
        } finally {
            lock.unlock();
        }
    }

    /** How many places are taken. */
    int taken() {
        lock.lock();
        try {
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** How many sleep. */
    int sleeping() {
        lock.lock();
        try {
            return benches.values().stream()
                    .mapToInt(bench -> bench.sleeping.size())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a message of the queue came while somebody was looking. */
    boolean isOwed(QueueName queue) {
        lock.lock();
        try {
            return benches.entrySet().stream()
                    .anyMatch(each -> each.getKey().queue().equals(queue) && each.getValue().owed);
        } finally {
            lock.unlock();
        }
    }

    /** The queues for which somebody waits here, and how many. */
    Map<QueueName, Integer> waiting() {
        lock.lock();
        try {
            var counts = new TreeMap<QueueName, Integer>();
            benches.forEach(
                    (row, bench) -> counts.merge(row.queue(), bench.sleeping.size() + bench.looking, Integer::sum));
            return counts;
        } finally {
            lock.unlock();
        }
    }

    /** Sends everybody away: the node stops. */
    void close() {
        lock.lock();
        try {
            closed = true;
            benches.values().forEach(bench -> bench.sleeping.values().forEach(place -> place.woken.signal()));
        } finally {
            lock.unlock();
        }
    }
}
