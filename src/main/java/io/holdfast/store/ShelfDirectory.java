package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a group has its live shelves: beside the log and the snapshots, and outside the directory that the consensus library
 * replaces when a snapshot arrives. Nothing in it is worth keeping: it is made from a snapshot, and from nothing if there is
 * none.
 */
public final class ShelfDirectory {

    private static final String NAME = "shelf";

    private final Path live;
    private final Path dataDir;
    private final ShelfMemory memory;
    private final Consumer<UncheckedIOException> alarm;
    private boolean cleared;

    /**
     * @param dataDir the node's data directory, which messages name
     * @param alarm is told when the disk fails; the node must end
     */
    public ShelfDirectory(Path groupDirectory, Path dataDir, ShelfMemory memory, Consumer<UncheckedIOException> alarm) {
        this.live = groupDirectory.resolve(NAME);
        this.dataDir = dataDir;
        this.memory = memory;
        this.alarm = alarm;
    }

    /**
     * Opens shelves that hold what they held at a snapshot. Those opened before stay usable until they are closed.
     *
     * @param snapshot the snapshot's file; null for empty shelves
     */
    public synchronized RocksShelves open(@Nullable Path snapshot) {
        try {
            if (!cleared) {
                FileTree.delete(live);
                cleared = true;
            }
            var directory = Files.createTempDirectory(Files.createDirectories(live), "");
            if (snapshot != null) {
                ShelfFiles.link(ShelfFiles.of(snapshot), directory);
            }
            return RocksShelves.open(directory, memory.shared(), Remedy.wipe(dataDir), alarm);
        } catch (IOException e) {
            var failure = new UncheckedIOException("shelves cannot be made in " + live + ": " + e, e);
            alarm.accept(failure);
            throw failure;
        }
    }
}
