package io.holdfast.raft;

import io.holdfast.store.Leftovers;
import io.holdfast.store.ShelfFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * Where Ratis looks for snapshots. As long as there is none, Ratis' own storage reads the directory whenever it is asked,
 * which is several times for each entry; this one remembers that there is none.
 *
 * <p>To a snapshot with shelves belong their files, which Ratis sends like its own file. It computes their digests while it
 * sends them: to compute them when the snapshot is taken would read all that lies on the shelves.
 */
final class SnapshotStorage extends SimpleStateMachineStorage {

    /** A follower that takes longer for a part of a snapshot has to begin anew. */
    private static final long SENDING_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final Duration ABANDONED = Duration.ofMinutes(5);

    private final boolean shelved;
    private volatile Path directory = Path.of("");
    private volatile boolean none;
    private volatile long askedNanos = System.nanoTime() - SENDING_NANOS;

    /** @param shelved whether the group keeps shelves on disk */
    SnapshotStorage(boolean shelved) {
        this.shelved = shelved;
    }

    /** Ratis asks for the files of a snapshot, one after another, while it sends them, and for nothing else. */
    private final class Shelved extends SingleFileSnapshotInfo {

        private final List<FileInfo> files;

        Shelved(SingleFileSnapshotInfo snapshot, List<FileInfo> files) {
            super(snapshot.getFile(), snapshot.getTermIndex());
            this.files = files;
        }

        @Override
        public List<FileInfo> getFiles() {
            askedNanos = System.nanoTime();
            return files;
        }

        @Override
        public FileInfo getFile() {
            return files.getFirst();
        }

        @Override
        public String toString() {
            return getFile() + " and " + (files.size() - 1) + " files of shelves";
        }
    }

    @Override
    public synchronized void init(RaftStorage storage) throws IOException {
        none = false;
        directory = storage.getStorageDir().getStateMachineDir().toPath();
        super.init(storage);
    }

    @Override
    public @Nullable SingleFileSnapshotInfo getLatestSnapshot() {
        return none ? null : super.getLatestSnapshot();
    }

    @Override
    public synchronized @Nullable SingleFileSnapshotInfo loadLatestSnapshot() {
        var latest = super.loadLatestSnapshot();
        none = latest == null;
        return latest;
    }

    @Override
    public synchronized @Nullable SingleFileSnapshotInfo updateLatestSnapshot(@Nullable SingleFileSnapshotInfo info) {
        var latest = super.updateLatestSnapshot(shelved && info != null ? withShelves(info) : info);
        none = latest == null;
        return latest;
    }

    private SingleFileSnapshotInfo withShelves(SingleFileSnapshotInfo snapshot) {
        var directory = ShelfFiles.of(snapshot.getFile().getPath());
        if (!Files.isDirectory(directory)) {
            return snapshot;
        }
        var files = new ArrayList<FileInfo>();
        files.add(snapshot.getFile());
        for (var file : ShelfFiles.list(directory)) {
            files.add(new FileInfo(directory.resolve(file.name()), null));
        }
        return new Shelved(snapshot, List.copyOf(files));
    }

    /** The last log entry that the newest snapshot covers; -1 if there is none. */
    long newestIndex() {
        var latest = getLatestSnapshot();
        return latest == null ? -1 : latest.getIndex();
    }

    /** Whether a follower is being sent a snapshot, which must not be removed meanwhile. */
    boolean isSending() {
        return System.nanoTime() - askedNanos < SENDING_NANOS;
    }

    /** With shelves it is done by whoever writes the snapshots, as it takes its time and some may be under way. */
    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) throws IOException {
        if (!shelved) {
            super.cleanupOldSnapshots(policy);
        }
    }

    /** The shelves of the newest snapshot; null if there is no snapshot. */
    @Nullable
    Path newestShelves() {
        var latest = getLatestSnapshot();
        return latest == null ? null : ShelfFiles.of(latest.getFile().getPath());
    }

    /**
     * Removes all but the newest so many snapshots, unless one is being sent, and shelves that belong to none. All but the
     * newest if the others keep too much disk for what the newest does not hold any more.
     */
    void retain(int wanted, SpaceWatch.Tolerance tolerance) throws IOException {
        if (!isSending()) {
            int kept = keepsTooMuch(tolerance) ? 1 : wanted;
            super.cleanupOldSnapshots(new SnapshotRetentionPolicy() {
                @Override
                public int getNumSnapshotsRetained() {
                    return kept;
                }
            });
        }
        removeOrphans();
    }

    /** Removes what is left of snapshots that nobody goes on sending. */
    void removeAbandoned() throws IOException {
        var group = directory.getParent();
        if (group != null) {
            Leftovers.removeAbandoned(group, ABANDONED);
        }
    }

    private boolean keepsTooMuch(SpaceWatch.Tolerance tolerance) throws IOException {
        var newest = newestShelves();
        if (newest == null) {
            return false;
        }
        long inVain = 0;
        try (var all = Files.newDirectoryStream(directory, "shelf.*")) {
            for (var shelves : all) {
                inVain = Math.max(inVain, ShelfFiles.bytesNotIn(shelves, newest));
            }
        }
        return !tolerance.allows(inVain, ShelfFiles.bytes(newest));
    }

    /** For whoever writes snapshots: what belongs to none yet is of one that was given up. */
    void removeOrphans() throws IOException {
        Leftovers.removeOrphans(directory);
    }
}
