package io.holdfast.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The highest log index of one group that this node has acknowledged as durable, itself durable. Damage above it is a torn
 * tail that nobody relies on; damage at or below it is a loss.
 *
 * <p>Two slots in separate blocks of the disk are written by turns, each with a number that grows and a checksum, and the
 * newer of the sound ones counts: a write that is torn never touches the value before.
 */
public final class DurableMarker implements Closeable {

    /** The value of a marker that was never raised; the first log index is 0. */
    public static final long NONE = -1;

    private static final int SLOTS = 2;
    private static final int SLOT_DISTANCE = 4_096;
    private static final int SLOT_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private record Slot(long turn, long value) {

        private ByteBuffer bytes() {
            var bytes = ByteBuffer.allocate(SLOT_BYTES).putLong(turn).putLong(value);
            return bytes.putInt(crc(bytes.array())).flip();
        }

        private static @Nullable Slot of(byte[] file, int at) {
            var bytes = ByteBuffer.wrap(file, at, SLOT_BYTES).slice();
            var slot = new Slot(bytes.getLong(), bytes.getLong());
            return slot.bytes().getInt(2 * Long.BYTES) == bytes.getInt() ? slot : null;
        }

        private static int crc(byte[] slot) {
            var crc = new CRC32C();
            crc.update(slot, 0, 2 * Long.BYTES);
            return (int) crc.getValue();
        }
    }

    private final Path file;
    private final FileChannel channel;
    private Slot last;

    private DurableMarker(Path file, FileChannel channel, Slot last) {
        this.file = file;
        this.channel = channel;
        this.last = last;
    }

    /**
     * Opens the marker; one that does not exist is made.
     *
     * @throws RefusedStorageException if neither of its values is sound
     */
    public static DurableMarker open(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            var last = newest(file);
            return new DurableMarker(file, FileChannel.open(file, StandardOpenOption.WRITE), last);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + file, e);
        }
    }

    private static void create(Path file) throws IOException {
        var first = new byte[SLOTS * SLOT_DISTANCE];
        new Slot(0, NONE).bytes().get(first, 0, SLOT_BYTES);
        AtomicFile.write(file, out -> out.write(first));
    }

    private static Slot newest(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        Slot newest = null;
        for (int at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_DISTANCE) {
            var slot = Slot.of(bytes, at);
            if (slot != null && (newest == null || slot.turn() > newest.turn())) {
                newest = slot;
            }
        }
        if (newest == null) {
            var directory = file.toAbsolutePath().getParent();
            throw new RefusedStorageException("neither value in " + file + " is sound, so nobody knows what this node"
                    + " has acknowledged; " + Remedy.deleteDirectory(directory == null ? file : directory));
        }
        return newest;
    }

    public synchronized long value() {
        return last.value();
    }

    /** Notes that everything up to this index is durable here; returns when the note itself is. */
    public synchronized void raise(long index) {
        if (index > last.value()) {
            set(index);
        }
    }

    /** Takes back what the group itself gave up: a new leader replaces entries that were never committed. */
    public synchronized void lower(long index) {
        if (index < last.value()) {
            set(index);
        }
    }

    private void set(long value) {
        var next = new Slot(last.turn() + 1, value);
        try {
            var bytes = next.bytes();
            long at = next.turn() % SLOTS * SLOT_DISTANCE;
            while (bytes.hasRemaining()) {
                channel.write(bytes, at + bytes.position());
            }
            channel.force(false);
            last = next;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file, e);
        }
    }
}
