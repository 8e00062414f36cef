package io.holdfast.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What the figures were measured on.
 *
 * @param fileSystem of the directory the servers write to
 * @param syncMillis the middle time of appending 4 KB there and syncing it: what one client waits for at least
 */
record Machine(int cores, String system, String java, String fileSystem, double syncMillis) {

    private static final int SYNCS = 101;
    private static final int BLOCK_BYTES = 4_096;

    static Machine look(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                Files.getFileStore(directory).type(),
                medianSyncMillis(directory));
    }

    /** On a file system in memory a sync costs nothing, and every figure here would be too good. */
    boolean keepsFilesInMemory() {
        return fileSystem.equals("tmpfs") || fileSystem.equals("ramfs");
    }

    private static double medianSyncMillis(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "sync-", ".probe");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long[] nanos = new long[SYNCS];
            var block = ByteBuffer.allocate(BLOCK_BYTES);
            for (int i = 0; i < SYNCS; i++) {
                long began = System.nanoTime();
                channel.write(block.rewind());
                channel.force(false);
                nanos[i] = System.nanoTime() - began;
            }
            Arrays.sort(nanos);
            return nanos[SYNCS / 2] / 1e6;
        } finally {
            Files.delete(file);
        }
    }
}
