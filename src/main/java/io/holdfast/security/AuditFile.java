package io.holdfast.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Lines, each with the hash of the one before, so that none can be changed or taken out unseen. When the file is full it is
 * put aside under a number, and the chain goes on in the next. One thread at a time.
 */
final class AuditFile implements AutoCloseable {

    static final String NAME = "audit.jsonl";

    /** What stands before the first line. */
    static final String BEGINNING = "0".repeat(64);

    private static final int TAIL_BYTES = 64 * 1_024;

    private final Path directory;
    private final String node;
    private final long bytesMax;
    private final int filesMax;
    private FileChannel channel;
    private String previous = BEGINNING;
    private long number;

    /**
     * @param bytesMax after how many bytes a file is full
     * @param filesMax how many full ones are kept
     */
    AuditFile(Path directory, String node, long bytesMax, int filesMax) throws IOException {
        this.directory = directory;
        this.node = node;
        this.bytesMax = bytesMax;
        this.filesMax = filesMax;
        Files.createDirectories(directory);
        channel = open();
        recover();
    }

    private Path file() {
        return directory.resolve(NAME);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Goes on behind the last whole line; one that was torn when the node ended was never whole. */
    private void recover() throws IOException {
        var source = channel.size() == 0 && Files.exists(numbered(1)) ? numbered(1) : file();
        try (var last = FileChannel.open(source, StandardOpenOption.READ)) {
            long from = Math.max(0, last.size() - TAIL_BYTES);
            var tail = ByteBuffer.allocate((int) (last.size() - from));
            while (tail.hasRemaining() && last.read(tail, from + tail.position()) >= 0) {
                // on to the end
            }
            var text = new String(tail.array(), StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n');
            if (end >= 0) {
                var line = text.substring(text.lastIndexOf('\n', end - 1) + 1, end + 1);
                previous = hash(line);
                number = numberOf(line);
            }
            if (source.equals(file())) {
                long whole = from + text.substring(0, end + 1).getBytes(StandardCharsets.UTF_8).length;
                channel.truncate(whole);
            }
        }
        channel.position(channel.size());
    }

    private static long numberOf(String line) {
        int at = line.indexOf("\"number\":");
        int from = at + "\"number\":".length();
        int to = line.indexOf(',', from);
        return at < 0 || to < 0 ? 0 : Long.parseLong(line, from, to, 10);
    }

    /** Writes these lines and hands them to the operating system. */
    void append(List<AuditLine> lines) throws IOException {
        var text = new StringBuilder();
        for (var line : lines) {
            var written = line.write(node, previous, ++number);
            previous = hash(written);
            text.append(written);
        }
        var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        if (channel.position() >= bytesMax) {
            putAside();
        }
    }

    private void putAside() throws IOException {
        channel.force(true);
        channel.close();
        Files.deleteIfExists(numbered(filesMax));
        for (int i = filesMax - 1; i >= 1; i--) {
            if (Files.exists(numbered(i))) {
                Files.move(numbered(i), numbered(i + 1), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(file(), numbered(1), StandardCopyOption.ATOMIC_MOVE);
        channel = open();
    }

    private Path numbered(int index) {
        return directory.resolve("audit." + index + ".jsonl");
    }

    /** Of a line with its end, as {@code sha256sum} prints it. */
    static String hash(String line) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.force(true);
        channel.close();
    }
}
