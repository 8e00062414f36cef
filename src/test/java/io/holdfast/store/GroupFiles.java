package io.holdfast.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Writes a group's directory as the consensus library does, so that a test can say exactly what is in it. */
final class GroupFiles {

    static final int HEADER_BYTES = 8;
    private static final String HEADER = "RaftLog1";
    private static final int TERM = 2;

    final Path group;
    final Path current;
    final Path snapshots;

    GroupFiles(Path group) throws IOException {
        this.group = group;
        this.current = Files.createDirectories(group.resolve("current"));
        this.snapshots = Files.createDirectories(group.resolve("sm"));
        vote(TERM);
        configuration();
    }

    void vote(long term) throws IOException {
        Files.writeString(
                current.resolve("raft-meta"), "#\n#Sat Jul 11 10:00:00 UTC 2026\nterm=" + term + "\nvotedFor=n1\n");
    }

    void configuration() throws IOException {
        Files.write(current.resolve("raft-meta.conf"), new byte[] {0x08, 0x01, 0x22, 0x02, 0x0a, 0x00});
    }

    Path closed(long start, long end) throws IOException {
        return segment("log_" + start + "-" + end, start, end, 0);
    }

    /** The open segment, with so many bytes allocated in advance. */
    Path open(long start, long end, int allocated) throws IOException {
        return segment("log_inprogress_" + start, start, end, allocated);
    }

    private Path segment(String name, long start, long end, int allocated) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(HEADER.getBytes(StandardCharsets.US_ASCII));
        for (long index = start; index <= end; index++) {
            out.write(record(TERM, index));
        }
        out.write(new byte[allocated]);
        var file = current.resolve(name);
        Files.write(file, out.toByteArray());
        return file;
    }

    /** An entry in its frame; its body is as long as its index says, so that records differ in length. */
    static byte[] record(long term, long index) {
        var message = new ByteArrayOutputStream();
        number(message, 1, term);
        number(message, 2, index);
        var body = new byte[(int) (10 + index % 200)];
        Arrays.fill(body, (byte) 0x5a);
        varint(message, 3 << 3 | 2);
        varint(message, body.length);
        message.writeBytes(body);

        var framed = new ByteArrayOutputStream();
        varint(framed, message.size());
        framed.writeBytes(message.toByteArray());
        var crc = new CRC32C();
        crc.update(framed.toByteArray());
        framed.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
        return framed.toByteArray();
    }

    /** Numbers that are 0 are left out. */
    private static void number(ByteArrayOutputStream out, int field, long value) {
        if (value != 0) {
            varint(out, (long) field << 3);
            varint(out, value);
        }
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Where the record of this index begins in a segment that starts at {@code start}. */
    static int offset(long start, long index) {
        int offset = HEADER_BYTES;
        for (long i = start; i < index; i++) {
            offset += record(TERM, i).length;
        }
        return offset;
    }

    Path snapshot(long index) throws IOException {
        var file = snapshots.resolve("snapshot." + TERM + "_" + index);
        SnapshotFile.write(
                file,
                new SnapshotHeader(SnapshotFile.FORMAT, index, TERM, index, 1, index),
                sections -> sections.section(0, 1));
        Files.writeString(md5(file), "d41d8cd98f00b204e9800998ecf8427e *" + file.getFileName() + "\n");
        return file;
    }

    static Path md5(Path snapshot) {
        return snapshot.resolveSibling(snapshot.getFileName() + ".md5");
    }

    static void flipBit(Path file, long at) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 1;
        Files.write(file, bytes);
    }
}
