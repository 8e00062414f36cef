package io.holdfast.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The layout of a snapshot: magic, header, sections, end mark. Header, each section and the end mark carry a checksum of
 * their own, and the end mark counts the sections, so that damage anywhere in the file is noticed before a byte of it is
 * used.
 *
 * <p>A file is written under a temporary name and renamed when it is on disk: a crash leaves the older snapshots as they
 * were.
 */
public final class SnapshotFile {

    public static final int FORMAT = 1;

    private static final byte[] MAGIC = "HOLDFAST".getBytes(StandardCharsets.US_ASCII);
    private static final int SECTION_NUMBER_MAX = 253;

    /** The names and sizes of the files of the shelves: not state, and other on every node. */
    private static final int SHELF_SECTION = 254;

    private static final int SHELF_VERSION = 1;
    private static final int SECTION_VERSION_MAX = 0xffff;
    private static final int SECTION_HEAD_BYTES = 1 + Short.BYTES + Integer.BYTES;
    private static final int END_MARK = 255;
    private static final int END_BYTES = 1 + Integer.BYTES;

    /** Starts the sections, one after another. */
    public interface SectionWriter {

        /** Where the section's bytes go; the section before is complete. */
        OutputStream section(int number, int version);
    }

    /** One section as it was written. */
    public record Section(int number, int version, byte[] bytes) {}

    /**
     * A whole snapshot, verified.
     *
     * @param shelves the files that belong to it; none if the group keeps everything on the heap
     */
    public record Contents(SnapshotHeader header, List<Section> sections, List<ShelfFile> shelves, String digest) {}

    private SnapshotFile() {}

    /** Writes the snapshot of a group that keeps everything on the heap, and returns the digest of the state in it. */
    public static String write(Path file, SnapshotHeader header, Consumer<SectionWriter> sections) {
        return write(file, header, List.of(), sections);
    }

    /**
     * Writes a snapshot and returns the digest of the state in it, which is that of the sections.
     *
     * @param shelves the files that belong to it, which are on disk already
     * @throws UncheckedIOException if it cannot be written; what was at this path before is still there
     */
    public static String write(
            Path file, SnapshotHeader header, List<ShelfFile> shelves, Consumer<SectionWriter> sections) {
        try {
            var digest = new StateDigest(header);
            AtomicFile.write(file, out -> {
                var body = new DataOutputStream(out);
                body.write(MAGIC);
                writeChecked(body, headerBytes(header));
                var open = new OpenSection(body, digest);
                sections.accept(open::next);
                open.shelves(shelves);
                open.finish();
                writeChecked(
                        body,
                        ByteBuffer.allocate(END_BYTES)
                                .put((byte) END_MARK)
                                .putInt(open.count)
                                .array());
            });
            return digest.hex();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write snapshot " + file, e);
        }
    }

    /** Forces a snapshot that somebody else wrote, with its shelves, and its name, to disk. */
    public static void force(Path file) {
        try {
            var shelves = ShelfFiles.of(file);
            if (Files.isDirectory(shelves)) {
                FileTree.force(shelves);
            }
            FileTree.forceFile(file);
            AtomicFile.forceDirectoryOf(file);
            var directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                AtomicFile.forceDirectoryOf(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot force snapshot " + file, e);
        }
    }

    private static byte[] headerBytes(SnapshotHeader header) {
        return ByteBuffer.allocate(SnapshotHeader.BYTES)
                .putInt(header.format())
                .putLong(header.index())
                .putLong(header.term())
                .putLong(header.sequence())
                .putInt(header.featureLevel())
                .putLong(header.millis())
                .array();
    }

    private static void writeChecked(DataOutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.writeInt(crc(bytes));
    }

    private static int crc(byte[]... parts) {
        var crc = new CRC32C();
        for (var part : parts) {
            crc.update(part);
        }
        return (int) crc.getValue();
    }

    /** The section being written: its length stands before its bytes, so it is kept until it is complete. */
    private static final class OpenSection {

        private final DataOutputStream out;
        private final StateDigest digest;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int number = -1;
        private int version;
        private int count;

        private OpenSection(DataOutputStream out, StateDigest digest) {
            this.out = out;
            this.digest = digest;
        }

        private OutputStream next(int nextNumber, int nextVersion) {
            if (nextNumber <= number || nextNumber > SECTION_NUMBER_MAX) {
                throw new IllegalArgumentException("section " + nextNumber + " cannot follow section " + number);
            }
            if (nextVersion < 0 || nextVersion > SECTION_VERSION_MAX) {
                throw new IllegalArgumentException("version out of range: " + nextVersion);
            }
            return begin(nextNumber, nextVersion);
        }

        private void shelves(List<ShelfFile> files) throws IOException {
            if (!files.isEmpty()) {
                begin(SHELF_SECTION, SHELF_VERSION).write(ShelfFiles.encode(files));
            }
        }

        private OutputStream begin(int nextNumber, int nextVersion) {
            finish();
            number = nextNumber;
            version = nextVersion;
            count++;
            return bytes;
        }

        private void finish() {
            if (number < 0) {
                return;
            }
            var content = bytes.toByteArray();
            bytes.reset();
            var head = ByteBuffer.allocate(SECTION_HEAD_BYTES)
                    .put((byte) number)
                    .putShort((short) version)
                    .putInt(content.length)
                    .array();
            if (number != SHELF_SECTION) {
                digest.add(head, content);
            }
            try {
                out.write(head);
                out.write(content);
                out.writeInt(crc(head, content));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Reads a snapshot and verifies all of it.
     *
     * @throws DamagedSnapshotException if it is not what was written
     * @throws UncheckedIOException if the file cannot be read at all
     */
    public static Contents read(Path file) {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return new Reading(file, in, Files.size(file)).contents();
        } catch (EOFException e) {
            throw new DamagedSnapshotException(file, "it ends too early");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read snapshot " + file, e);
        }
    }

    private record Reading(Path file, DataInputStream in, long size) {

        private Contents contents() throws IOException {
            if (!Arrays.equals(read(MAGIC.length), MAGIC)) {
                throw damaged("it does not begin as a snapshot does");
            }
            var header = header(readChecked(SnapshotHeader.BYTES, "header"));
            var digest = new StateDigest(header);
            var sections = new ArrayList<Section>();
            var shelves = List.<ShelfFile>of();
            int count = 0;
            for (int number = in.readUnsignedByte(); number != END_MARK; number = in.readUnsignedByte()) {
                count++;
                var section = section(number, digest);
                if (number != SHELF_SECTION) {
                    sections.add(section);
                } else if (section.version() == SHELF_VERSION) {
                    shelves = ShelfFiles.decode(section.bytes());
                } else {
                    throw damaged("the list of its shelves has version " + section.version());
                }
            }
            var counted = read(Integer.BYTES);
            if (in.readInt() != crc(new byte[] {(byte) END_MARK}, counted)
                    || ByteBuffer.wrap(counted).getInt() != count) {
                throw damaged("its end mark does not fit");
            }
            if (in.read() >= 0) {
                throw damaged("it goes on after its end");
            }
            return new Contents(header, List.copyOf(sections), shelves, digest.hex());
        }

        private SnapshotHeader header(byte[] bytes) {
            var in = ByteBuffer.wrap(bytes);
            int format = in.getInt();
            if (format != FORMAT) {
                throw damaged("its format is " + format + "; this node reads " + FORMAT);
            }
            return new SnapshotHeader(format, in.getLong(), in.getLong(), in.getLong(), in.getInt(), in.getLong());
        }

        private Section section(int number, StateDigest digest) throws IOException {
            int version = in.readUnsignedShort();
            int length = in.readInt();
            if (length < 0 || length > size) {
                throw damaged("section " + number + " has an impossible length");
            }
            var head = ByteBuffer.allocate(SECTION_HEAD_BYTES)
                    .put((byte) number)
                    .putShort((short) version)
                    .putInt(length)
                    .array();
            var bytes = read(length);
            if (in.readInt() != crc(head, bytes)) {
                throw damaged("the checksum of section " + number + " differs");
            }
            if (number != SHELF_SECTION) {
                digest.add(head, bytes);
            }
            return new Section(number, version, bytes);
        }

        private byte[] readChecked(int length, String what) throws IOException {
            var bytes = read(length);
            if (in.readInt() != crc(bytes)) {
                throw damaged("the checksum of its " + what + " differs");
            }
            return bytes;
        }

        private byte[] read(int length) throws IOException {
            var bytes = new byte[length];
            in.readFully(bytes);
            return bytes;
        }

        private DamagedSnapshotException damaged(String reason) {
            return new DamagedSnapshotException(file, reason);
        }
    }
}
