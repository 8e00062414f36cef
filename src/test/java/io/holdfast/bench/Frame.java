package io.holdfast.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A message of ZooKeeper's wire format: big-endian numbers, bytes and UTF-8 text behind their lengths. */
final class Frame {

    private static final int BYTES_MAX = 1 << 16;

    private final byte[] bytes = new byte[BYTES_MAX];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

    /** Empties it and leaves room for its own length. */
    Frame clear() {
        buffer.clear().position(Integer.BYTES);
        return this;
    }

    Frame putInt(int value) {
        buffer.putInt(value);
        return this;
    }

    Frame putLong(long value) {
        buffer.putLong(value);
        return this;
    }

    Frame putBoolean(boolean value) {
        buffer.put((byte) (value ? 1 : 0));
        return this;
    }

    Frame putBytes(byte[] value) {
        buffer.putInt(value.length).put(value);
        return this;
    }

    Frame putText(String value) {
        return putBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the length at the front and sends all of it. */
    void sendTo(OutputStream out) throws IOException {
        buffer.putInt(0, buffer.position() - Integer.BYTES);
        out.write(bytes, 0, buffer.position());
    }

    /** Reads the next frame, without its length, over what was in this one. */
    void readFrom(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > BYTES_MAX) {
            throw new IOException("a frame of " + length + " bytes");
        }
        in.readFully(bytes, 0, length);
        buffer.clear().limit(length);
    }

    int takeInt() {
        return buffer.getInt();
    }

    long takeLong() {
        return buffer.getLong();
    }

    String takeText() throws IOException {
        return new String(takeBytes(), StandardCharsets.UTF_8);
    }

    byte[] takeBytes() throws IOException {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new IOException(length + " bytes wanted of the " + buffer.remaining() + " left");
        }
        byte[] taken = new byte[length];
        buffer.get(taken);
        return taken;
    }

    List<String> takeTexts() throws IOException {
        try {
            int count = buffer.getInt();
            var texts = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                texts.add(takeText());
            }
            return texts;
        } catch (BufferUnderflowException e) {
            throw new IOException("a frame ends in the middle of a list", e);
        }
    }
}
