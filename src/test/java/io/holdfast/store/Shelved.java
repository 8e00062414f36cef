package io.holdfast.store;

import io.holdfast.core.HeapShelf;
import io.holdfast.core.Shelf;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shelves of a group in a test's directory, and the snapshots of them. */
final class Shelved implements AutoCloseable {

    static final int PRIMITIVE = 6;

    private final Path group;
    private final ShelfMemory memory = new ShelfMemory();
    private final List<UncheckedIOException> failures = new ArrayList<>();
    private final ShelfDirectory directory;

    Shelved(Path dataDir) {
        this.group = dataDir.resolve("raft/group");
        this.directory = new ShelfDirectory(group, dataDir, memory, failures::add);
    }

    RocksShelves open() {
        return directory.open(null);
    }

    RocksShelves open(Path snapshot) {
        return directory.open(snapshot);
    }

    List<UncheckedIOException> failures() {
        return failures;
    }

    /** The name of a snapshot's file, which need not be there. */
    Path snapshot(long index) {
        return snapshots().resolve("snapshot.1_" + index);
    }

    Path snapshots() {
        return group.resolve("sm");
    }

    Path live() {
        return group.resolve("shelf");
    }

    static byte[] key(int number) {
        return new byte[] {(byte) (number >> 8), (byte) number};
    }

    static List<String> rows(Shelf shelf) {
        return rows(shelf, new byte[0], new byte[] {-1, -1, -1});
    }

    static List<String> rows(Shelf shelf, byte[] from, byte[] to) {
        var rows = new ArrayList<String>();
        shelf.scan(from, to, (key, value) -> rows.add(text(key) + "=" + text(value)));
        return rows;
    }

    static String text(byte @Nullable [] bytes) {
        return bytes == null ? "nothing" : HexFormat.of().formatHex(bytes);
    }

    static HeapShelf copy(Shelf shelf) {
        var copy = new HeapShelf();
        shelf.scan(new byte[0], new byte[] {-1, -1, -1}, (key, value) -> {
            copy.put(key, value);
            return true;
        });
        return copy;
    }

    /** Does the same to both. */
    static void both(Shelf one, Shelf other, Consumer<Shelf> act) {
        act.accept(one);
        act.accept(other);
    }

    @Override
    public void close() {
        memory.close();
    }
}
