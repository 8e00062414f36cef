package io.holdfast.raft;

import io.holdfast.cluster.EventFeed;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.PendingReplies;
import io.holdfast.core.Primitive;
import io.holdfast.core.Stamp;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Replica;
import io.holdfast.replica.Step;
import io.holdfast.store.RocksShelves;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A replica and how far it has come, shared by the one thread that applies and the many that read. Readers hold the
 * lock only while they look.
 */
final class AppliedState {

    private final List<? extends Primitive<?, ?>> primitives;
    private final GroupShelves shelves;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Condition advanced = lock.writeLock().newCondition();
    private final PendingReplies pending = new PendingReplies();
    private final EventFeed feed = new EventFeed();
    private Replica replica;
    /** Of the last entry; the cluster's time is asked for so often that it must not take the lock. */
    private volatile Stamped stamped;

    private int awaiting;
    private volatile long index = -1;

    /** A time of the cluster, and when it was noted here. */
    private record Stamped(long millis, long nanos) {

        private static Stamped of(Replica replica) {
            return new Stamped(replica.last().millis(), System.nanoTime());
        }
    }

    /** A state that is kept on the heap. */
    AppliedState(List<? extends Primitive<?, ?>> primitives) {
        this(primitives, GroupShelves.onHeap());
    }

    /** @param shelves where the replicas keep what is large */
    AppliedState(List<? extends Primitive<?, ?>> primitives, GroupShelves shelves) {
        this.primitives = primitives;
        this.shelves = shelves;
        this.replica = new Replica(primitives);
        this.stamped = Stamped.of(replica);
    }

    GroupShelves shelves() {
        return shelves;
    }

    Replica newReplica(@Nullable RocksShelves opened) {
        return new Replica(primitives, GroupShelves.of(opened));
    }

    /** Begins with an empty replica whose shelves can be used; nothing has been applied. */
    void begin(Replica empty) {
        lock.writeLock().lock();
        try {
            replica = empty;
            stamped = Stamped.of(replica);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Applies one committed entry. */
    Step apply(long entryIndex, Entry entry) {
        lock.writeLock().lock();
        try {
            var step = replica.apply(entry);
            stamped = Stamped.of(replica);
            arriveAt(entryIndex);
            return step;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Notes an entry that changes nothing here, such as a new configuration. */
    void pass(long entryIndex) {
        lock.writeLock().lock();
        try {
            arriveAt(entryIndex);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Takes over a state that came as a snapshot. */
    void replace(Replica loaded, long snapshotIndex) {
        lock.writeLock().lock();
        try {
            replica = loaded;
            stamped = Stamped.of(replica);
            arriveAt(snapshotIndex);
        } finally {
            lock.writeLock().unlock();
        }
        feed.skipTo(snapshotIndex);
        pending.wakeAll();
    }

    private void arriveAt(long newIndex) {
        index = newIndex;
        if (awaiting > 0) {
            advanced.signalAll();
        }
    }

    long index() {
        return index;
    }

    PendingReplies pending() {
        return pending;
    }

    EventFeed feed() {
        return feed;
    }

    <A extends @Nullable Object> A read(Function<Replica, A> question) {
        lock.readLock().lock();
        try {
            return question.apply(replica);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** As {@link #read}, but null if the state is being changed right now. */
    <A> @Nullable A glance(Function<Replica, A> question) {
        if (!lock.readLock().tryLock()) {
            return null;
        }
        try {
            return question.apply(replica);
        } finally {
            lock.readLock().unlock();
        }
    }

    Stamp last() {
        return read(Replica::last);
    }

    /** Cluster time as far as this copy can tell: the last stamp and what has passed since it was applied here. */
    long reckonedMillis() {
        var known = stamped;
        return known.millis() + (System.nanoTime() - known.nanos()) / 1_000_000;
    }

    /** The state as the applying thread sees it; nobody else changes it. */
    Replica onApplyThread() {
        return replica;
    }

    /** Returns once the entry at this index has been applied here. */
    void awaitApplied(long wanted, long deadlineNanos) {
        if (index >= wanted) {
            return;
        }
        lock.writeLock().lock();
        awaiting++;
        try {
            while (index < wanted) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    throw new NoLeaderException("this node has applied " + index + " and not yet " + wanted);
                }
                advanced.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoLeaderException("interrupted");
        } finally {
            awaiting--;
            lock.writeLock().unlock();
        }
    }
}
