package io.holdfast.store;

import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.TablePropertiesCollectorFactory;

/** RocksDB's settings, each with the reason why it is not left at its default. */
final class RocksSettings implements AutoCloseable {

    /** Large values lie in files of their own, which are given back or rewritten by themselves, and are not merged. */
    private static final long BODY_BYTES_MIN = 512;

    /** A file of bodies: a body that stays behind keeps no more than this, until it is moved. */
    private static final long BODY_FILE_BYTES = 32L << 20;

    /** What is written at a time: short, so that a snapshot that waits for it is. */
    private static final long BUFFER_BYTES = 8L << 20;

    private static final int BUFFERS_MAX = 4;

    /** Files of changes are tiny without the bodies, so more of them may lie unmerged than by default. */
    private static final int UNMERGED = 8;

    private static final int UNMERGED_SLOW = 48;
    private static final int UNMERGED_MAX = 96;
    private static final long BLOCK_BYTES = 16L << 10;
    private static final long TABLE_BYTES = 16L << 20;
    private static final int OPEN_FILES_MAX = 256;

    /** So many removals among so many rows, and a table is merged although it is not its turn. */
    private static final long REMOVALS_WINDOW = 4_096;

    private static final long REMOVALS_TRIGGER = 2_048;

    private final TablePropertiesCollectorFactory removals =
            TablePropertiesCollectorFactory.NewCompactOnDeletionCollectorFactory(
                    REMOVALS_WINDOW, REMOVALS_TRIGGER, 0.5);
    private final Options options;

    RocksSettings(ShelfMemory.Shared memory) {
        options = new Options().setCreateIfMissing(true);
        tables(memory);
        bodies();
        background();
        quiet();
    }

    private void tables(ShelfMemory.Shared memory) {
        options.setTableFormatConfig(new BlockBasedTableConfig()
                .setBlockCache(memory.cache())
                .setBlockSize(BLOCK_BYTES)
                // Outside the cache their memory would grow with what lies on the shelves.
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(false));
        options.setWriteBufferManager(memory.changes());
        options.setWriteBufferSize(BUFFER_BYTES);
        options.setMaxWriteBufferNumber(BUFFERS_MAX);
        options.setTargetFileSizeBase(TABLE_BYTES);
        options.setMaxBytesForLevelBase(4 * TABLE_BYTES);
        options.setLevel0FileNumCompactionTrigger(UNMERGED);
        options.setLevel0SlowdownWritesTrigger(UNMERGED_SLOW);
        options.setLevel0StopWritesTrigger(UNMERGED_MAX);
        options.setMaxOpenFiles(OPEN_FILES_MAX);
        // Keys and short rows are read at start, all of them; larger values say themselves whether they are compressed.
        options.setCompressionType(CompressionType.NO_COMPRESSION);
    }

    private void bodies() {
        options.setEnableBlobFiles(true);
        options.setMinBlobSize(BODY_BYTES_MIN);
        options.setBlobFileSize(BODY_FILE_BYTES);
        options.setBlobCompressionType(CompressionType.LZ4_COMPRESSION);
        options.setEnableBlobGarbageCollection(true);
        // Merging moves the bodies in the oldest files, so this decides how often a body that stays is written again.
        options.setBlobGarbageCollectionAgeCutoff(0.25);
        options.setBlobGarbageCollectionForceThreshold(0.5);
        options.setTablePropertiesCollectorFactory(List.of(removals));
    }

    private void background() {
        options.setMaxBackgroundJobs(2);
        // Or a large file reaches the disk all at once, and everybody's writes wait for it.
        options.setBytesPerSync(1L << 20);
        options.setAvoidUnnecessaryBlockingIO(true);
        // What was not written when the node ends is in the Raft log.
        options.setAvoidFlushDuringShutdown(true);
        options.setSkipStatsUpdateOnDbOpen(true);
    }

    private void quiet() {
        options.setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
        options.setKeepLogFileNum(1);
        options.setMaxLogFileSize(1L << 20);
        options.setStatsDumpPeriodSec(0);
        options.setStatsPersistPeriodSec(0);
    }

    Options options() {
        return options;
    }

    @Override
    public void close() {
        options.close();
        removals.close();
    }
}
