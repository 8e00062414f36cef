package io.holdfast.raft;

import io.holdfast.core.Primitive;
import io.holdfast.store.ShelfDirectory;
import io.holdfast.store.ShelfMemory;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the groups of this node share that keep something large on disk: memory, and the one who hears that a disk failed. */
final class Shelving {

    private static final Logger LOG = LoggerFactory.getLogger(Shelving.class);

    private final Path dataDir;
    private final SpaceWatch.Tolerance tolerance;
    private final ShelfMemory memory = new ShelfMemory();
    private final AtomicReference<@Nullable UncheckedIOException> failure = new AtomicReference<>();

    Shelving(Path dataDir, SpaceWatch.Tolerance tolerance) {
        this.dataDir = dataDir;
        this.tolerance = tolerance;
    }

    /** The shelves of a group in which these primitives live. */
    GroupShelves of(List<? extends Primitive<?, ?>> primitives) {
        return GroupShelves.keepsLittle(primitives)
                ? GroupShelves.onHeap()
                : GroupShelves.onDisk(group -> new ShelfDirectory(group, dataDir, memory, this::failed), tolerance);
    }

    /** The disk takes no more; the first to say so is logged. */
    void failed(UncheckedIOException e) {
        if (failure.compareAndSet(null, e)) {
            LOG.error("{}", e.getMessage(), e);
        }
    }

    /** The first failure of the disk under a shelf or a log, after which the node must end; null as long as there was none. */
    @Nullable
    UncheckedIOException failure() {
        return failure.get();
    }
}
