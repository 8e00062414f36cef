package io.holdfast.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * What a node that is down has of the coordination group on its disk, and what can happen to it there. Read without the
 * product's own code: a segment is a header and then records, each of a length, a message and a checksum.
 */
final class LogFiles {

    private static final int HEADER_BYTES = 8;
    private static final int CHECKSUM_BYTES = 4;

    private final Path group;

    /** Where a record begins in its segment, and how long it is with length and checksum. */
    record Span(int start, int bytes) {

        int end() {
            return start + bytes;
        }

        int middle() {
            return start + bytes / 2;
        }
    }

    private LogFiles(Path group) {
        this.group = group;
    }

    static LogFiles of(ProcessCluster cluster, String node) {
        return new LogFiles(raftDirectory(cluster, node).resolve(coordination(cluster, node)));
    }

    /** The id of the coordination group, which every node works out from the cluster's. */
    private static String coordination(ProcessCluster cluster, String node) {
        var identity = new String(read(cluster.dataDirectory(node).resolve("identity.json")), StandardCharsets.UTF_8);
        var clusterId = identity.replaceFirst("(?s).*\"clusterId\" : \"([^\"]*)\".*", "$1");
        var name = clusterId + "/coordination";
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    static Path raftDirectory(ProcessCluster cluster, String node) {
        return cluster.dataDirectory(node).resolve("raft");
    }

    Path openSegment() {
        return only(listed(group.resolve("current"), "log_inprogress_*"));
    }

    /** In the order of their entries. */
    List<Path> closedSegments() {
        return listed(group.resolve("current"), "log_[0-9]*-*").stream()
                .sorted(Comparator.comparingLong(file -> numberIn(file, "log_(\\d+)-.*")))
                .toList();
    }

    /** The oldest first. */
    List<Path> snapshots() {
        return listed(group.resolve("sm"), "snapshot.*").stream()
                .filter(file -> file.getFileName().toString().matches("snapshot\\.\\d+_\\d+"))
                .sorted(Comparator.comparingLong(file -> numberIn(file, "snapshot\\.\\d+_(\\d+)")))
                .toList();
    }

    /** The first index that is still in the log. */
    long logStart() {
        var closed = closedSegments();
        return closed.isEmpty()
                ? numberIn(openSegment(), "log_inprogress_(\\d+)")
                : numberIn(closed.getFirst(), "log_(\\d+)-.*");
    }

    static List<Span> records(Path segment) {
        var bytes = ByteBuffer.wrap(read(segment)).position(HEADER_BYTES);
        List<Span> records = new ArrayList<>();
        while (bytes.hasRemaining() && bytes.get(bytes.position()) != 0) {
            int start = bytes.position();
            int end = (int) varint(bytes) + bytes.position() + CHECKSUM_BYTES;
            records.add(new Span(start, end - start));
            bytes.position(end);
        }
        return records;
    }

    /** Half of one more record, as a power cut leaves it that comes while an entry is written. */
    static void tear(Path openSegment) {
        var last = records(openSegment).getLast();
        var half = Arrays.copyOfRange(read(openSegment), last.start(), last.middle());
        write(openSegment, last.end(), half);
    }

    static void flipBit(Path file, int at) {
        write(file, at, new byte[] {(byte) (read(file)[at] ^ 0x10)});
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static long numberIn(Path file, String pattern) {
        return Long.parseLong(file.getFileName().toString().replaceFirst(pattern, "$1"));
    }

    private static Path only(List<Path> files) {
        if (files.size() != 1) {
            throw new AssertionError("one file expected: " + files);
        }
        return files.getFirst();
    }

    private static List<Path> listed(Path directory, String glob) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> listed = new ArrayList<>();
        try (var files = Files.newDirectoryStream(directory, glob)) {
            files.forEach(listed::add);
            return listed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, int at, byte[] bytes) {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
