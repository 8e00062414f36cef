package io.holdfast.wire;

import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;

/**
 * Rows one after another, each behind its length in four bytes, so that a section is read row by row and a row that is
 * longer or shorter than its type is noticed where it stands.
 */
final class RowStreams {

    private static final int LENGTH_BYTES = Integer.BYTES;

    private RowStreams() {}

    static final class Sink implements RowSink {

        private final Shapes shapes;
        private final OutputStream out;

        Sink(Shapes shapes, OutputStream out) {
            this.shapes = shapes;
            this.out = out;
        }

        @Override
        public void put(Record value) {
            var row = shapes.encode(value);
            try {
                for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                    out.write(row.length >>> shift);
                }
                out.write(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static final class Source implements RowSource {

        private final Shapes shapes;
        private final PushbackInputStream in;

        Source(Shapes shapes, InputStream in) {
            this.shapes = shapes;
            this.in = new PushbackInputStream(in);
        }

        @Override
        public boolean hasNext() {
            try {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                in.unread(next);
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public <T extends Record> T take(Class<T> type) {
            return shapes.decode(type, nextRow());
        }

        private byte[] nextRow() {
            try {
                int length = 0;
                for (byte b : read(LENGTH_BYTES)) {
                    length = length << Byte.SIZE | (b & 0xff);
                }
                if (length < 0) {
                    throw new UnreadableEntryException("a row has a negative length: " + length);
                }
                return read(length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private byte[] read(int count) throws IOException {
            var bytes = in.readNBytes(count);
            if (bytes.length != count) {
                throw new UnreadableEntryException("the rows end within a row");
            }
            return bytes;
        }
    }
}
