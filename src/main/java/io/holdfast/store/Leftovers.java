package io.holdfast.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a crash leaves of a snapshot that was being written, received or removed. A snapshot's own file is written last and
 * removed first, so everything beside the snapshots that belongs to none of them is a leftover.
 */
public final class Leftovers {

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final String SNAPSHOTS = "sm";
    private static final String RECEIVED = "tmp";

    private Leftovers() {}

    /**
     * Goes back to the snapshots from before one was received. The consensus library moves the directory away and the new one
     * in its place; between the two there is none. The log still follows the old ones: it is cut after that.
     */
    public static void undoReplacement(Path groupDirectory) throws IOException {
        var snapshots = groupDirectory.resolve(SNAPSHOTS);
        if (Files.exists(snapshots) || !Files.isDirectory(groupDirectory)) {
            return;
        }
        try (var away = Files.newDirectoryStream(groupDirectory, SNAPSHOTS + ".tmp*")) {
            Path newest = null;
            for (var directory : away) {
                newest = newest == null || directory.compareTo(newest) > 0 ? directory : newest;
            }
            if (newest != null) {
                Files.move(newest, snapshots, StandardCopyOption.ATOMIC_MOVE);
                AtomicFile.forceDirectoryOf(snapshots);
                LOG.warn("snapshots put back: directory={} from={}", snapshots, newest.getFileName());
            }
        }
    }

    /**
     * Removes what is left of snapshots that were not received to their end, on a node that goes on: each attempt has a
     * directory of its own.
     *
     * @param untouched nothing in it was written for so long
     */
    public static void removeAbandoned(Path groupDirectory, Duration untouched) throws IOException {
        var received = groupDirectory.resolve(RECEIVED);
        if (!Files.isDirectory(received)) {
            return;
        }
        long before = System.currentTimeMillis() - untouched.toMillis();
        try (var attempts = Files.newDirectoryStream(received)) {
            for (var attempt : attempts) {
                if (FileTree.lastModified(attempt) < before) {
                    FileTree.delete(attempt);
                    LOG.info("snapshot given up by its sender removed: directory={}", attempt);
                }
            }
        }
    }

    /** Removes what is of no use any more, on a node that starts. */
    public static void remove(Path groupDirectory) throws IOException {
        FileTree.delete(groupDirectory.resolve(RECEIVED));
        try (var away = Files.newDirectoryStream(groupDirectory, SNAPSHOTS + ".tmp*")) {
            for (var directory : away) {
                FileTree.delete(directory);
            }
        }
        var snapshots = groupDirectory.resolve(SNAPSHOTS);
        if (!Files.isDirectory(snapshots)) {
            return;
        }
        try (var unfinished = Files.newDirectoryStream(snapshots, "snapshot.*.tmp")) {
            for (var file : unfinished) {
                Files.delete(file);
            }
        }
        removeOrphans(snapshots);
    }

    /** Removes shelves of no snapshot, except what was set aside to be looked at. */
    public static void removeOrphans(Path snapshots) throws IOException {
        try (var shelves = Files.newDirectoryStream(snapshots, "shelf.*")) {
            for (var directory : shelves) {
                if (!Files.exists(ShelfFiles.snapshotOf(directory))) {
                    FileTree.delete(directory);
                }
            }
        }
    }
}
