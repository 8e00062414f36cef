package io.holdfast.raft;

import io.holdfast.replica.Replica;
import io.holdfast.store.RocksShelves;
import io.holdfast.store.ShelfFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of a group that keeps shelves on disk. The applying thread takes down what is on the heap and freezes the shelves;
 * everything that touches the disk is done by another thread, while the first goes on. Ratis asks for a snapshot until its
 * answer is an index that is far enough, so it is told of the last one until the next is on disk.
 *
 * <p>For the applying thread, except where it says otherwise.
 */
final class BackgroundSnapshots {

    /** Who hears that a snapshot is on disk. */
    interface Listener {

        void snapshotTaken(long index, String digest);
    }

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundSnapshots.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * While a snapshot is being sent no new one is taken, because the log would be cut behind it and the follower would need
     * that one too; but the log must not grow for ever either.
     */
    private static final int POSTPONED_MAX = 10;

    private final Snapshots snapshots;
    private final SnapshotStorage storage;
    private final Listener listener;
    private final SpaceWatch.Tolerance tolerance;
    private final long threshold;
    private final int kept;
    private long reported = -1;
    private volatile boolean wanted;
    private long retryNanos = System.nanoTime();
    private volatile @Nullable FutureTask<Long> round;

    /**
     * How many snapshots there are.
     *
     * @param threshold after so many entries one is due
     * @param kept so many are kept
     * @param tolerance for what older ones keep of the disk
     */
    record Policy(long threshold, int kept, SpaceWatch.Tolerance tolerance) {}

    BackgroundSnapshots(Snapshots snapshots, SnapshotStorage storage, Listener listener, Policy policy) {
        this.snapshots = snapshots;
        this.storage = storage;
        this.listener = listener;
        this.threshold = policy.threshold();
        this.kept = policy.kept();
        this.tolerance = policy.tolerance();
    }

    /** The state is that of this snapshot; -1 is none. */
    void loaded(long index) {
        reported = index;
        round = null;
    }

    /** What was last said to be on disk. */
    long reported() {
        return reported;
    }

    /** The next one is due whatever its index; on any thread. */
    void want() {
        wanted = true;
    }

    /**
     * Begins a snapshot, or sees after the one that was begun. One that is not due is waited for: somebody asked for it, or the
     * node closes.
     *
     * @return the index of the last snapshot that is on disk
     */
    long take(RocksShelves shelves, Replica replica, TermIndex at) throws IOException {
        boolean due = wanted || at.getIndex() - reported >= threshold;
        if (round == null && at.getIndex() > reported && !(due && isPostponed(at))) {
            begin(shelves, replica, at);
        }
        var running = round;
        if (running != null && (!due || running.isDone())) {
            round = null;
            collect(running, due);
        }
        return reported;
    }

    private boolean isPostponed(TermIndex at) {
        return System.nanoTime() - retryNanos < 0
                || (storage.isSending() && at.getIndex() - reported < POSTPONED_MAX * threshold);
    }

    private void begin(RocksShelves shelves, Replica replica, TermIndex at) {
        wanted = false;
        long begun = System.nanoTime();
        var capture = snapshots.capture(replica, at);
        shelves.freeze();
        long frozen = System.nanoTime();
        var task = new FutureTask<>(() -> {
            write(shelves, capture, at);
            LOG.debug(
                    "snapshot index={} stoppedMillis={} millis={}",
                    at.getIndex(),
                    (frozen - begun) / 1_000_000,
                    (System.nanoTime() - begun) / 1_000_000);
            return at.getIndex();
        });
        round = task;
        Thread.ofPlatform().daemon().name("snapshot-" + at.getIndex()).start(task);
    }

    /** On a thread of its own. The snapshot's file comes last: without it, the rest is a leftover. */
    private void write(RocksShelves shelves, Snapshots.Capture capture, TermIndex at) throws IOException {
        var file = snapshots.fileOf(at);
        storage.removeOrphans();
        var copy = ShelfFiles.of(file);
        shelves.writeTo(copy);
        listener.snapshotTaken(at.getIndex(), snapshots.write(capture, at, ShelfFiles.list(copy)));
        storage.retain(kept, tolerance);
    }

    private void collect(FutureTask<Long> finished, boolean due) throws IOException {
        try {
            reported = finished.get();
        } catch (ExecutionException e) {
            retryNanos = System.nanoTime() + RETRY_NANOS;
            var reason = e.getCause();
            if (!(reason instanceof IOException || reason instanceof UncheckedIOException)) {
                throw new IllegalStateException("a snapshot could not be taken", reason);
            }
            if (!due) {
                throw new IOException(reason);
            }
            LOG.warn("a snapshot could not be taken and is tried again: {}", reason.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Waits for the snapshot that is being written, if one is; on any thread. */
    void settle() {
        var running = round;
        if (running == null) {
            return;
        }
        try {
            running.get();
        } catch (ExecutionException e) {
            LOG.warn("a snapshot could not be taken: {}", String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
