package io.holdfast.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file as a whole: after a crash there is the old content or the new, never a part. The content is forced
 * before the rename and the directory after it; without the second, a power cut can undo the rename.
 */
final class AtomicFile {

    static final String TEMPORARY = ".tmp";

    /** Writes the content. */
    interface Content {

        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    static void write(Path file, Content content) throws IOException {
        var temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
        try (var channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var out = new BufferedOutputStream(Channels.newOutputStream(channel));
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
        move(temporary, file);
    }

    /** Moves within one file system, over what may be there, and makes it last. */
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        forceDirectoryOf(to);
    }

    static void forceDirectoryOf(Path file) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            FileTree.forceFile(directory);
        }
    }
}
