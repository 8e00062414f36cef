package io.holdfast.raft;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;

/**
 * A question or an answer as it stands in a message of a stream: the number of the question, how many bytes there are, and
 * the bytes.
 *
 * @param bytes none, in an answer, if there is none to give
 */
record PeerFrame(long call, byte[] bytes) {

    /**
     * An entry of the log, or what is handed out at once, and what goes around it. A message that is larger ends the stream
     * that it comes on.
     */
    static final int MESSAGE_BYTES_MAX = 16 << 20;

    private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;

    /** Whether a message has room for so many bytes. */
    static boolean fits(byte[] bytes) {
        return bytes.length <= MESSAGE_BYTES_MAX - HEAD_BYTES;
    }

    int size() {
        return HEAD_BYTES + bytes.length;
    }

    /** All frames of a message, one behind the other. */
    static final class Marshaller implements MethodDescriptor.Marshaller<List<PeerFrame>> {

        @Override
        public InputStream stream(List<PeerFrame> frames) {
            var message = ByteBuffer.allocate(
                    frames.stream().mapToInt(PeerFrame::size).sum());
            for (var frame : frames) {
                message.putLong(frame.call()).putInt(frame.bytes().length).put(frame.bytes());
            }
            return new ByteArrayInputStream(message.array());
        }

        @Override
        public List<PeerFrame> parse(InputStream stream) {
            var message = ByteBuffer.wrap(read(stream));
            var frames = new ArrayList<PeerFrame>();
            while (message.hasRemaining()) {
                if (message.remaining() < HEAD_BYTES) {
                    throw new IllegalArgumentException("a message between nodes ends too early");
                }
                long call = message.getLong();
                int length = message.getInt();
                if (length < 0 || length > message.remaining()) {
                    throw new IllegalArgumentException("a message between nodes has no room for " + length + " bytes");
                }
                var bytes = new byte[length];
                message.get(bytes);
                frames.add(new PeerFrame(call, bytes));
            }
            return frames;
        }

        private static byte[] read(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
