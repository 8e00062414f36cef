package io.holdfast.wire;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORParser;
import tools.jackson.dataformat.cbor.CBORReadContext;

/**
 * Reads what {@link CborWriter} writes: whatever else CBOR knows (tags, floats, big numbers, maps, arrays without a
 * length) is unreadable.
 */
final class CborReader implements AutoCloseable {

    private static final CBORFactory FACTORY = new CBORFactory();
    private static final int NO_TAG = -1;

    private final int size;
    private final CBORParser parser;
    /** Whether the parser's token was looked at and is still to be read. */
    private boolean ahead;

    CborReader(byte[] bytes) {
        size = bytes.length;
        parser = (CBORParser) FACTORY.createParser(ObjectReadContext.empty(), bytes);
    }

    long readLong() {
        expect(JsonToken.VALUE_NUMBER_INT, "a number");
        try {
            if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw unreadable("a number is out of range");
            }
            return parser.getLongValue();
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    int readInt() {
        long value = readLong();
        if (value != (int) value) {
            throw unreadable("the number " + value + " is out of range");
        }
        return (int) value;
    }

    boolean readBoolean() {
        var token = next();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw unexpected("a boolean", token);
        }
        return token == JsonToken.VALUE_TRUE;
    }

    String readText() {
        expect(JsonToken.VALUE_STRING, "text");
        try {
            return parser.getString();
        } catch (RuntimeException e) { // the parser meets damaged bytes with more than its own exceptions
            throw unreadable(e);
        }
    }

    byte[] readBytes() {
        expect(JsonToken.VALUE_EMBEDDED_OBJECT, "bytes");
        try {
            return Objects.requireNonNull(parser.getBinaryValue());
        } catch (RuntimeException e) { // simple values are embedded objects too, and no bytes
            throw unreadable(e);
        }
    }

    /** Takes a null if one stands here. */
    boolean takeNull() {
        ahead = next() != JsonToken.VALUE_NULL;
        return !ahead;
    }

    /** Enters an array; its length never exceeds the bytes there are, so nothing is allocated on a lie. */
    int startArray() {
        expect(JsonToken.START_ARRAY, "an array");
        var context = (CBORReadContext) parser.streamReadContext();
        int length = context.hasExpectedLength() ? context.getExpectedLength() : -1;
        if (length < 0 || length > size) {
            throw unreadable("an array without a length, or one that does not fit");
        }
        return length;
    }

    void startArray(int elements) {
        int found = startArray();
        if (found != elements) {
            throw unreadable("an array of " + elements + " was expected, not of " + found);
        }
    }

    void endArray() {
        expect(JsonToken.END_ARRAY, "the end of an array");
    }

    void expectEnd() {
        var token = next();
        if (token != null) {
            throw unexpected("the end", token);
        }
    }

    private void expect(JsonToken expected, String what) {
        var token = next();
        if (token != expected) {
            throw unexpected(what, token);
        }
    }

    private @Nullable JsonToken next() {
        if (ahead) {
            ahead = false;
            return parser.currentToken();
        }
        try {
            var token = parser.nextToken();
            if (parser.getCurrentTag() != NO_TAG) {
                throw unreadable("tags are not used");
            }
            return token;
        } catch (UnreadableEntryException e) {
            throw e;
        } catch (RuntimeException e) { // the parser meets damaged bytes with more than its own exceptions
            throw unreadable(e);
        }
    }

    private UnreadableEntryException unexpected(String what, @Nullable JsonToken found) {
        return unreadable(what + " was expected, not " + (found == null ? "the end" : found));
    }

    UnreadableEntryException unreadable(String what) {
        return new UnreadableEntryException(what + ", " + where());
    }

    private UnreadableEntryException unreadable(RuntimeException cause) {
        return new UnreadableEntryException("not the CBOR that is used here, " + where(), cause);
    }

    private String where() {
        return "before byte " + parser.currentLocation().getByteOffset();
    }

    @Override
    public void close() {
        parser.close();
    }
}
