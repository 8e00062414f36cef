package io.holdfast.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of shelves as they were at a snapshot: a directory beside the snapshot's file, named after it. Most of them never
 * change again and are shared, as hard links, with the live database and with other snapshots.
 */
public final class ShelfFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ShelfFiles.class);
    private static final String SNAPSHOT = "snapshot.";
    private static final String SHELF = "shelf.";
    private static final String MD5 = ".md5";

    private ShelfFiles() {}

    /** Where the shelves of this snapshot are, if it has any. */
    public static Path of(Path snapshot) {
        return snapshot.resolveSibling(SHELF + snapshot.getFileName().toString().substring(SNAPSHOT.length()));
    }

    /** The snapshot that a directory of shelves belongs to. */
    static Path snapshotOf(Path directory) {
        return directory.resolveSibling(
                SNAPSHOT + directory.getFileName().toString().substring(SHELF.length()));
    }

    /** What is in the directory, in order of name; the digests that the consensus library adds do not count. */
    public static List<ShelfFile> list(Path directory) {
        try (var files = Files.newDirectoryStream(directory)) {
            var found = new ArrayList<ShelfFile>();
            for (var file : files) {
                var name = file.getFileName().toString();
                if (!name.endsWith(MD5)) {
                    add(found, name, file);
                }
            }
            found.sort(Comparator.comparing(ShelfFile::name));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    /** The database removes files of its own accord. */
    private static void add(List<ShelfFile> found, String name, Path file) throws IOException {
        try {
            found.add(new ShelfFile(name, Files.size(file)));
        } catch (NoSuchFileException e) {
            LOG.debug("removed meanwhile: {}", file);
        }
    }

    /** How many bytes of one directory are not shared with the other, where the same files have the same names. */
    public static long bytesNotIn(Path directory, Path other) {
        var shared = new HashSet<>(list(other));
        return bytes(list(directory).stream().filter(file -> !shared.contains(file)));
    }

    public static long bytes(Path directory) {
        return bytes(list(directory).stream());
    }

    private static long bytes(Stream<ShelfFile> files) {
        return files.mapToLong(ShelfFile::bytes).sum();
    }

    /** What is wrong with the directory, where the snapshot says what should be in it; null if nothing is. */
    static @Nullable String damage(Path directory, List<ShelfFile> files) throws IOException {
        for (var file : files) {
            var path = directory.resolve(file.name());
            if (!Files.isRegularFile(path)) {
                return path + " is missing";
            }
            long bytes = Files.size(path);
            if (bytes != file.bytes()) {
                return path + " has " + bytes + " bytes instead of " + file.bytes();
            }
        }
        return null;
    }

    /** Fills an empty directory with what the shelves held at the snapshot. */
    static void link(Path snapshot, Path live) throws IOException {
        for (var file : list(snapshot)) {
            var from = snapshot.resolve(file.name());
            var to = live.resolve(file.name());
            if (isFinal(file.name())) {
                Files.createLink(to, from);
            } else {
                Files.copy(from, to);
            }
        }
    }

    /** Whether a file of this name is never written to once it is complete. */
    private static boolean isFinal(String name) {
        return name.endsWith(".sst") || name.endsWith(".blob");
    }

    /**
     * Makes a directory that the database has just written outlast a crash. The database has forced what it shares with it;
     * what was copied is small.
     */
    static void forceCopied(Path directory) throws IOException {
        for (var file : list(directory)) {
            if (!isFinal(file.name())) {
                FileTree.forceFile(directory.resolve(file.name()));
            }
        }
        FileTree.forceFile(directory);
        AtomicFile.forceDirectoryOf(directory);
    }

    static byte[] encode(List<ShelfFile> files) {
        try {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            out.writeInt(files.size());
            for (var file : files) {
                out.writeUTF(file.name());
                out.writeLong(file.bytes());
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<ShelfFile> decode(byte[] bytes) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        int count = in.readInt();
        var files = new ArrayList<ShelfFile>();
        for (int i = 0; i < count; i++) {
            files.add(new ShelfFile(in.readUTF(), in.readLong()));
        }
        return List.copyOf(files);
    }
}
