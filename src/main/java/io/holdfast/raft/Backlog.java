package io.holdfast.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Requests that wait for an entry, and when the next entry is due (Group Commit): at once if none is under way; while
 * others are, only when enough waits to be worth one. An entry costs every node about the same whatever is in it, so
 * that what arrives meanwhile had better share one.
 */
final class Backlog {

    static final int REQUESTS_MAX = 8_192;
    static final long BYTES_MAX = 32L << 20;
    static final int ENTRY_REQUESTS_MAX = 256;
    static final int ENTRY_BYTES_MAX = 256 * 1_024;
    static final int UNDER_WAY_MAX = 4;
    static final int WORTH_REQUESTS = 64;
    static final int WORTH_BYTES = 32 * 1_024;

    /** Whoever comes while another has not been answered for so long would wait as long: better that it hears so at once. */
    static final long WAIT_NANOS_MAX = 2_000_000_000L;

    /** In the place of a time: an entry without requests. */
    private static final long NOBODY = Long.MIN_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition due = lock.newCondition();
    private final ArrayDeque<Batch.Proposal> waiting = new ArrayDeque<>();
    private long bytes;
    /** For each entry under way, when the first of its requests had come; entries end in the order in which they began. */
    private final ArrayDeque<Long> underWay = new ArrayDeque<>();

    /** Adds a request; false if there are too many, or they have waited for too long. */
    boolean offer(Batch.Proposal proposal) {
        lock.lock();
        try {
            if (waiting.size() == REQUESTS_MAX
                    || bytes + proposal.bytes().length > BYTES_MAX
                    || isBehind(proposal.arrivedNanos())) {
                return false;
            }
            waiting.addLast(proposal);
            bytes += proposal.bytes().length;
            signalIfDue();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until an entry is due, and starts it with what waits, as far as an entry holds it. */
    List<Batch.Proposal> start() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!isDue()) {
                due.await();
            }
            underWay.addLast(waiting.getFirst().arrivedNanos());
            return takeEntry();
        } finally {
            lock.unlock();
        }
    }

    /** Starts an entry out of turn; false if there are enough under way. */
    boolean startEmpty() {
        lock.lock();
        try {
            if (underWay.size() == UNDER_WAY_MAX) {
                return false;
            }
            underWay.addLast(NOBODY);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** An entry that was started is no longer under way. */
    void ended() {
        lock.lock();
        try {
            var unused = underWay.pollFirst();
            signalIfDue();
        } finally {
            lock.unlock();
        }
    }

    /** Takes out what arrived before this time. */
    List<Batch.Proposal> takeOlderThan(long nanos) {
        lock.lock();
        try {
            var old = new ArrayList<Batch.Proposal>();
            while (!waiting.isEmpty() && waiting.getFirst().arrivedNanos() - nanos < 0) {
                old.add(take());
            }
            return old;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isBehind(long nowNanos) {
        for (long firstNanos : underWay) {
            if (firstNanos != NOBODY) {
                return nowNanos - firstNanos > WAIT_NANOS_MAX;
            }
        }
        return !waiting.isEmpty() && nowNanos - waiting.getFirst().arrivedNanos() > WAIT_NANOS_MAX;
    }

    private boolean isDue() {
        return !waiting.isEmpty()
                && (underWay.isEmpty()
                        || (underWay.size() < UNDER_WAY_MAX
                                && (waiting.size() >= WORTH_REQUESTS || bytes >= WORTH_BYTES)));
    }

    private void signalIfDue() {
        if (isDue()) {
            due.signal();
        }
    }

    private List<Batch.Proposal> takeEntry() {
        var entry = new ArrayList<Batch.Proposal>(Math.min(waiting.size(), ENTRY_REQUESTS_MAX));
        long size = 0;
        while (!waiting.isEmpty() && entry.size() < ENTRY_REQUESTS_MAX) {
            size += waiting.getFirst().bytes().length;
            if (size > ENTRY_BYTES_MAX && !entry.isEmpty()) {
                break;
            }
            entry.add(take());
        }
        return entry;
    }

    private Batch.Proposal take() {
        var first = waiting.removeFirst();
        bytes -= first.bytes().length;
        return first;
    }
}
