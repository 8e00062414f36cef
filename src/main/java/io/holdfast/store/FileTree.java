package io.holdfast.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/** Directories as a whole. */
final class FileTree {

    private FileTree() {}

    /** Deletes a directory and all that is in it, or a file; nothing if there is none. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(root)) {
                throw e;
            }
        }
    }

    /** When anything in a directory was last written, in milliseconds of the system's clock. */
    static long lastModified(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            long last = 0;
            for (var file : files.toList()) {
                last = Math.max(last, Files.getLastModifiedTime(file).toMillis());
            }
            return last;
        }
    }

    /** Forces every file in a directory to disk, and its name. */
    static void force(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (var file : files) {
                forceFile(file);
            }
        }
        forceFile(directory);
    }

    static void forceFile(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
