package io.holdfast.wire;

import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.replica.Entry;
import io.holdfast.session.SessionPrimitive;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Entries, snapshot rows and messages between nodes as bytes, and back. A record is an array of its components in order;
 * commands, results, inquiries and answers stand under the tags their primitives declare. Whatever has another shape than this is an
 * {@link UnreadableEntryException}.
 *
 * <p>An entry is its format, its time, the number of its requests and the requests, one after another, so that requests
 * encoded elsewhere need only be put in a row.
 *
 * <p>A codec is immutable and may be shared by threads.
 */
public final class Codec {

    /** The format of entries, their first number. */
    public static final int FORMAT = 1;

    public static final int ENTRY_BYTES_MAX = 4 << 20;

    private final Shapes shapes = new Shapes();
    private final RecordShape requestShape;

    /** A codec for groups in which these primitives live, besides sessions. */
    public Codec(List<? extends Primitive<?, ?>> primitives) {
        add(SessionPrimitive.SESSIONS);
        primitives.forEach(this::add);
        requestShape = shapes.ofRecord(Request.class);
    }

    private void add(Primitive<?, ?> primitive) {
        shapes.commands().add(primitive, primitive.commands(), shapes);
        shapes.results().add(primitive, primitive.results(), shapes);
        shapes.inquiries().add(primitive, primitive.inquiries(), shapes);
        shapes.answers().add(primitive, primitive.answers(), shapes);
    }

    public byte[] encode(Entry entry) {
        var requests = new ArrayList<byte[]>(entry.requests().size());
        entry.requests().forEach(request -> requests.add(encodeRequest(request)));
        return entryOf(entry.millis(), requests);
    }

    /** One request, so that encoding is the work of whoever asks and not of the one thread that batches. */
    public byte[] encodeRequest(Request request) {
        return shapes.encode(request);
    }

    /** Reads what {@link #encodeRequest} writes. */
    public Request decodeRequest(byte[] request) {
        return shapes.decode(Request.class, request);
    }

    /** An entry of requests that were encoded before. */
    public byte[] entryOf(long millis, List<byte[]> requests) {
        var head = head(millis, requests.size());
        long size = head.length;
        for (var request : requests) {
            size += request.length;
        }
        if (size > ENTRY_BYTES_MAX) {
            throw new IllegalArgumentException("an entry has at most " + ENTRY_BYTES_MAX + " bytes, not " + size);
        }
        var entry = Arrays.copyOf(head, (int) size);
        int end = head.length;
        for (var request : requests) {
            System.arraycopy(request, 0, entry, end, request.length);
            end += request.length;
        }
        return entry;
    }

    private static byte[] head(long millis, int requests) {
        try (var out = new CborWriter()) {
            out.writeLong(FORMAT);
            out.writeLong(millis);
            out.writeLong(requests);
            return out.take();
        }
    }

    public Entry decode(ByteBuffer entry) {
        var bytes = new byte[entry.remaining()];
        entry.duplicate().get(bytes);
        return decode(bytes);
    }

    public Entry decode(byte[] entry) {
        if (entry.length > ENTRY_BYTES_MAX) {
            throw new UnreadableEntryException("an entry has at most " + ENTRY_BYTES_MAX + " bytes: " + entry.length);
        }
        try (var in = new CborReader(entry)) {
            int format = in.readInt();
            if (format != FORMAT) {
                throw new UnreadableEntryException("entries of format " + format + " are unknown; known is " + FORMAT);
            }
            long millis = in.readLong();
            int count = in.readInt();
            if (count < 0 || count > entry.length) {
                throw in.unreadable("an entry cannot have " + count + " requests");
            }
            var requests = new ArrayList<Request>(count);
            for (int i = 0; i < count; i++) {
                requests.add((Request) requestShape.read(in));
            }
            in.expectEnd();
            return new Entry(millis, requests);
        }
    }

    /** Writes the rows of one snapshot section. Nothing is held back: the stream may be closed after the last row. */
    public RowSink rowSink(OutputStream out) {
        return new RowStreams.Sink(shapes, out);
    }

    /** Reads the rows of one snapshot section. */
    public RowSource rowSource(InputStream in) {
        return new RowStreams.Source(shapes, in);
    }

    /** A record by itself, such as a message between nodes. */
    public byte[] encodeRecord(Record value) {
        return shapes.encode(value);
    }

    public <T extends Record> T decodeRecord(Class<T> type, byte[] bytes) {
        return shapes.decode(type, bytes);
    }
}
