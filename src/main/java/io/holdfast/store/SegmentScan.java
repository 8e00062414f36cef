package io.holdfast.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a segment's file holds: a header, then records of a length, a message and a checksum, then zeros where the file was
 * allocated in advance.
 *
 * @param entries how many records are sound, counted from the first
 * @param lastTerm the term of the last of them; -1 without one
 * @param soundBytes where the last of them ends
 * @param bytes the length of the file
 * @param damage what is wrong there; null if nothing is
 */
record SegmentScan(
        long entries,
        long lastTerm,
        long soundBytes,
        long bytes,
        @Nullable String damage) {

    private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);

    static SegmentScan of(Segment segment) throws IOException {
        try (var channel = FileChannel.open(segment.file(), StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new Scanning(segment, mapped.asByteBuffer()).scan();
        }
    }

    private static final class Scanning {

        private final Segment segment;
        private final ByteBuffer in;
        private long entries;
        private long lastTerm = -1;
        private int sound;

        private Scanning(Segment segment, ByteBuffer in) {
            this.segment = segment;
            this.in = in;
        }

        private SegmentScan scan() {
            var damage = scanHeader();
            while (damage == null && goesOn()) {
                damage = scanRecord();
            }
            return new SegmentScan(entries, lastTerm, sound, in.limit(), damage);
        }

        /** A header that was only begun is the work of a crash, as long as nothing follows. */
        private @Nullable String scanHeader() {
            int matching = 0;
            while (matching < HEADER.length && matching < in.limit() && in.get(matching) == HEADER[matching]) {
                matching++;
            }
            in.position(matching);
            if (matching == HEADER.length) {
                sound = matching;
                return null;
            }
            return zerosRemain() ? null : "its header is damaged";
        }

        /** What stands behind the last entry of a closed segment is left over from when it was open, and never read. */
        private boolean goesOn() {
            boolean complete = segment.end() != null && nextIndex() > segment.end();
            return in.hasRemaining() && !complete && !zerosRemain();
        }

        private long nextIndex() {
            return segment.start() + entries;
        }

        private boolean zerosRemain() {
            for (int i = in.position(); i < in.limit(); i++) {
                if (in.get(i) != 0) {
                    return false;
                }
            }
            return true;
        }

        private @Nullable String scanRecord() {
            if (in.get(in.position()) == 0) {
                return "bytes follow where it should end";
            }
            long length = ProtoFields.varint(in);
            if (length <= 0 || length > in.remaining() - Integer.BYTES) {
                return "a record is not complete";
            }
            var message = in.slice(in.position(), (int) length);
            in.position(in.position() + (int) length);
            var checksum = new CRC32C();
            checksum.update(in.slice(sound, in.position() - sound));
            if ((int) checksum.getValue() != in.getInt()) {
                return "the checksum of a record differs";
            }
            return accept(ProtoFields.parse(message));
        }

        private @Nullable String accept(@Nullable ProtoFields entry) {
            if (entry == null || entry.index() != nextIndex() || entry.term() < lastTerm) {
                return "a record is not the entry that belongs there";
            }
            entries++;
            lastTerm = entry.term();
            sound = in.position();
            return null;
        }
    }
}
