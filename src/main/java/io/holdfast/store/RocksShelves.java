package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shelves of one replica in one database, a primitive's apart from another's by the first byte of the key. The database
 * has no log of its own: the Raft log is the log, and what a crash leaves of the database is thrown away for the last
 * snapshot.
 *
 * <p>Frozen, the database stands still while its files are written and linked for a snapshot; what is changed meanwhile is
 * kept {@link Aside} and brought in afterwards. So the thread that applies waits neither for a file nor for the disk.
 *
 * <p>A failure of the disk is told to whoever stops the node, and thrown: a replica that could not change its shelves must not
 * go on.
 */
public final class RocksShelves implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RocksShelves.class);
    private static final long READ_AHEAD_BYTES = 1L << 20;

    /** So many rows are brought in at a time; whoever wants to change something waits for them. */
    private static final int ROWS_AT_A_TIME = 32;

    /** So many removals wait no longer for company. */
    private static final long REMOVALS_WAITING_MAX = 256;

    private enum Phase {
        FROZEN,
        BRINGING_IN
    }

    /** A change, a look or a scan; throws what the database throws. */
    private interface Use<T extends @Nullable Object> {

        T of(RocksDB database) throws RocksDBException;
    }

    private final Path directory;
    private final RocksSettings settings;
    private final RocksDB database;
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final Consumer<UncheckedIOException> alarm;
    private final String remedy;

    /** Held shared by whoever uses the database: closed under its users, it would take the process with it. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private final Object changes = new Object();
    private volatile long rowsSeen;
    private volatile @Nullable Aside aside;
    private Phase phase = Phase.FROZEN;
    private volatile @Nullable UncheckedIOException broken;
    private boolean closed;

    private RocksShelves(
            Path directory,
            RocksSettings settings,
            RocksDB database,
            String remedy,
            Consumer<UncheckedIOException> alarm) {
        this.directory = directory;
        this.settings = settings;
        this.database = database;
        this.remedy = remedy;
        this.alarm = alarm;
    }

    /** Opens the database in this directory, or a new one if there is nothing in it. */
    static RocksShelves open(
            Path directory, ShelfMemory.Shared memory, String remedy, Consumer<UncheckedIOException> alarm) {
        var settings = new RocksSettings(memory);
        try {
            var database = RocksDB.open(settings.options(), directory.toString());
            return new RocksShelves(directory, settings, database, remedy, alarm);
        } catch (RocksDBException e) {
            settings.close();
            var failure = failure(directory, remedy, e);
            alarm.accept(failure);
            throw failure;
        }
    }

    /** The shelf of the primitive with this number. */
    public RocksShelf of(int primitive) {
        return new RocksShelf(this, (byte) primitive);
    }

    void put(byte[] key, byte[] value) {
        change(kept -> kept.put(key, value), kept -> kept.forget(key), opened -> opened.put(unlogged, key, value));
    }

    void remove(byte[] key) {
        change(kept -> kept.remove(key), kept -> kept.forget(key), opened -> opened.delete(unlogged, key));
    }

    void removeRange(byte[] from, byte[] to) {
        change(
                kept -> kept.removeRange(from, to),
                kept -> kept.forgetRange(from, to),
                opened -> opened.deleteRange(unlogged, from, to));
    }

    private interface Write {

        void to(RocksDB database) throws RocksDBException;
    }

    private void change(Consumer<Aside> keep, Consumer<Aside> overtake, Write write) {
        synchronized (changes) {
            awaitRoom();
            var failure = broken;
            if (failure != null) {
                throw new UncheckedIOException(failure.getMessage(), failure.getCause());
            }
            var kept = aside;
            if (kept != null && phase == Phase.FROZEN) {
                keep.accept(kept);
                return;
            }
            write(write);
            if (kept != null) {
                overtake.accept(kept);
            }
        }
    }

    private void awaitRoom() {
        boolean interrupted = false;
        while (isFull() && broken == null) {
            try {
                changes.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isFull() {
        var kept = aside;
        return kept != null && phase == Phase.FROZEN && kept.isFull();
    }

    private void write(Write write) {
        var unused = using(opened -> {
            write.to(opened);
            return true;
        });
    }

    byte @Nullable [] get(byte[] key) {
        var beside = aside;
        var kept = beside == null ? null : beside.get(key);
        if (kept != null) {
            return kept.value();
        }
        return this.<byte @Nullable []>using(opened -> opened.get(key));
    }

    /** Shows the rows from one key to another, this one excluded, as they are now. */
    void scan(byte[] from, byte[] to, BiPredicate<byte[], byte[]> goesOn) {
        var unused = using(opened -> {
            try (var end = new Slice(to);
                    var options = new ReadOptions()
                            .setIterateUpperBound(end)
                            .setFillCache(false)
                            .setReadaheadSize(READ_AHEAD_BYTES)) {
                scan(opened, options, from, to, goesOn);
            }
            return true;
        });
    }

    private void scan(RocksDB opened, ReadOptions options, byte[] from, byte[] to, BiPredicate<byte[], byte[]> goesOn)
            throws RocksDBException {
        Aside.@Nullable View view;
        RocksIterator rows;
        synchronized (changes) {
            var kept = aside;
            view = kept == null ? null : kept.view(from, to);
            rows = opened.newIterator(options);
        }
        try (rows) {
            rows.seek(from);
            new ShelfScan(rows, view).show(goesOn);
        }
    }

    private <T extends @Nullable Object> T using(Use<T> work) {
        try {
            return attempt(work);
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    private <T extends @Nullable Object> T attempt(Use<T> work) throws RocksDBException {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the shelves in " + directory + " are closed");
            }
            return work.of(database);
        } finally {
            use.readLock().unlock();
        }
    }

    private UncheckedIOException failed(RocksDBException e) {
        var failure = failure(directory, remedy, e);
        broken = failure;
        alarm.accept(failure);
        synchronized (changes) {
            changes.notifyAll();
        }
        return failure;
    }

    private static UncheckedIOException failure(Path directory, String remedy, RocksDBException e) {
        boolean damaged = e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
        return new UncheckedIOException(
                "the shelves in " + directory + (damaged ? " are damaged: " : " cannot be used any more: ")
                        + e.getMessage() + "; "
                        + (damaged ? remedy : "see to the disk and start the node again, nothing is lost"),
                new IOException(e));
    }

    /** From here on the database stands still, until {@link #writeTo} has made its copy. For the thread that changes it. */
    public void freeze() {
        synchronized (changes) {
            if (aside != null) {
                throw new IllegalStateException("the last snapshot is still being written");
            }
            phase = Phase.FROZEN;
            aside = new Aside();
        }
    }

    /**
     * Writes what the shelves held when they were frozen, and lets them change again; returns when the copy would outlast a
     * crash. On a thread of its own.
     *
     * @param checkpoint a directory that does not exist, on the same file system
     * @throws UncheckedIOException if it cannot be written; the shelves go on without
     */
    public void writeTo(Path checkpoint) {
        try {
            var unused = attempt(opened -> {
                try (var flush = new FlushOptions().setWaitForFlush(true);
                        var copy = Checkpoint.create(opened)) {
                    opened.flush(flush);
                    copy.createCheckpoint(checkpoint.toString());
                }
                return true;
            });
        } catch (RocksDBException e) {
            throw new UncheckedIOException("cannot write " + checkpoint, new IOException(e));
        } finally {
            bringIn();
        }
        try {
            ShelfFiles.forceCopied(checkpoint);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot force " + checkpoint, e);
        }
    }

    private void bringIn() {
        synchronized (changes) {
            var kept = aside;
            if (kept == null) {
                return;
            }
            for (var range : kept.removedRanges()) {
                write(opened -> opened.deleteRange(unlogged, range.from(), range.to()));
            }
            kept.forgetRemovedRanges();
            phase = Phase.BRINGING_IN;
            changes.notifyAll();
        }
        boolean more = true;
        while (more) {
            more = bringInSome();
        }
    }

    private boolean bringInSome() {
        synchronized (changes) {
            var kept = aside;
            for (int i = 0; kept != null && i < ROWS_AT_A_TIME; i++) {
                var row = kept.first();
                if (row == null) {
                    aside = null;
                    return false;
                }
                var key = row.getKey();
                var value = row.getValue().value();
                write(opened -> {
                    if (value == null) {
                        opened.delete(unlogged, key);
                    } else {
                        opened.put(unlogged, key, value);
                    }
                });
                kept.forget(key);
            }
            return kept != null;
        }
    }

    /**
     * Writes removals to files if they have been waiting, because the space of what was removed is given back only after
     * that. On a thread of its own.
     *
     * @return whether nothing is left to do about removals
     */
    public boolean tidy() {
        return using(opened -> {
            long waiting = opened.getLongProperty("rocksdb.num-deletes-active-mem-table");
            long rows = opened.getLongProperty("rocksdb.num-entries-active-mem-table");
            boolean atRest = rows == rowsSeen;
            rowsSeen = rows;
            if (waiting >= REMOVALS_WAITING_MAX || (waiting > 0 && atRest)) {
                try (var flush = new FlushOptions().setWaitForFlush(true)) {
                    opened.flush(flush);
                }
            }
            return opened.getLongProperty("rocksdb.num-running-compactions") == 0
                    && opened.getLongProperty("rocksdb.compaction-pending") == 0;
        });
    }

    /** Where the database is. */
    public Path directory() {
        return directory;
    }

    /** Closes the database, once nobody uses it, and deletes it. */
    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            unlogged.close();
            database.close();
            settings.close();
        } finally {
            use.writeLock().unlock();
        }
        try {
            FileTree.delete(directory);
        } catch (IOException e) {
            LOG.warn("closed shelves could not be deleted: directory={} reason={}", directory, e.toString());
        }
    }
}
