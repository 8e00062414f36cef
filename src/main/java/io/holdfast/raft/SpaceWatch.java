package io.holdfast.raft;

import io.holdfast.store.RocksShelves;
import io.holdfast.store.ShelfFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the disk space of what was removed from shelves is given back in time, also when little else happens. The
 * files of the last snapshots stay until the next one is taken, which is usually a matter of entries; where they hold much that
 * is not on the shelves any more, one is asked for.
 */
final class SpaceWatch implements AutoCloseable {

    /**
     * When to act.
     *
     * @param period how often to look
     * @param bytes so much may be held in vain, and as much again as lies on the shelves
     */
    record Tolerance(Duration period, long bytes) {

        static final Tolerance USUAL = new Tolerance(Duration.ofSeconds(10), 256L << 20);

        /** Whether a directory that holds so much may keep so much for nothing. */
        boolean allows(long bytesInVain, long bytesHeld) {
            return bytesInVain <= Math.max(bytes, bytesHeld);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(SpaceWatch.class);

    private final GroupShelves shelves;
    private final SnapshotStorage storage;
    private final Runnable ask;
    private final Thread thread;
    private volatile boolean closed;

    /** @param ask has a snapshot taken, if there is anything new */
    SpaceWatch(GroupShelves shelves, SnapshotStorage storage, Runnable ask) {
        this.shelves = shelves;
        this.storage = storage;
        this.ask = ask;
        this.thread = Thread.ofPlatform().daemon().name("space-watch").unstarted(this::watch);
    }

    SpaceWatch start() {
        thread.start();
        return this;
    }

    private void watch() {
        while (!closed) {
            try {
                Thread.sleep(shelves.tolerance().period());
                storage.removeAbandoned();
                look(shelves.current());
            } catch (InterruptedException e) {
                return;
            } catch (IOException | UncheckedIOException | IllegalStateException e) {
                // The disk's failures are told to the node; shelves that were closed are of no interest.
                LOG.debug("not looked at: {}", e.toString());
            }
        }
    }

    private void look(@Nullable RocksShelves opened) {
        if (opened == null || !opened.tidy()) {
            return;
        }
        var snapshot = storage.newestShelves();
        if (snapshot == null || !Files.isDirectory(snapshot)) {
            return;
        }
        long inVain = ShelfFiles.bytesNotIn(snapshot, opened.directory());
        if (!shelves.tolerance().allows(inVain, ShelfFiles.bytes(opened.directory()))) {
            ask.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
