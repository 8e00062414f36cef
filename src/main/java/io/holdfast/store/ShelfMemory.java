package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory outside the heap that the shelves of all groups of a node share. Bounded, whatever lies on the shelves: 80 MiB, of
 * which up to 64 are changes that are not in files yet and the rest blocks that were read, with indexes. A group has 32 MiB
 * for changes at the most, so four groups can go to 128 MiB where the disk does not keep up. Some 20 MiB come on top for the
 * library and what its threads hold at the moment. Nothing is taken before a shelf is opened.
 *
 * <p>On the heap, a group keeps up to {@link Aside#BYTES_MAX} of changes for as long as a snapshot of it is written.
 */
public final class ShelfMemory implements AutoCloseable {

    /** Changes count as blocks do, so that one bound holds for both. */
    private static final long BYTES = 80L << 20;

    private static final long CHANGES_BYTES = 64L << 20;

    private @Nullable Cache cache;
    private @Nullable WriteBufferManager changes;

    /** What the databases share; the library is loaded by the first who asks. */
    record Shared(Cache cache, WriteBufferManager changes) {}

    synchronized Shared shared() {
        var known = cache;
        var buffers = changes;
        if (known == null || buffers == null) {
            loadLibrary();
            known = new LRUCache(BYTES);
            buffers = new WriteBufferManager(CHANGES_BYTES, known, false);
            cache = known;
            changes = buffers;
        }
        return new Shared(known, buffers);
    }

    /** The library unpacks itself; its file is not left behind, because a node that is killed would leave one each time. */
    private static void loadLibrary() {
        try {
            var directory = Files.createTempDirectory("holdfast-native");
            NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
            RocksDB.loadLibrary();
            FileTree.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the library of the shelves cannot be unpacked to java.io.tmpdir", e);
        }
    }

    @Override
    public synchronized void close() {
        if (changes != null) {
            changes.close();
            changes = null;
        }
        if (cache != null) {
            cache.close();
            cache = null;
        }
    }
}
