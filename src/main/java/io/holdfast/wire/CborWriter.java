package io.holdfast.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORWriteFeature;

/** Writes the part of CBOR that the codec uses: numbers, text, bytes, booleans, null, and arrays of known length. */
final class CborWriter implements AutoCloseable {

    private static final CBORFactory FACTORY = CBORFactory.builder()
            .enable(CBORWriteFeature.WRITE_MINIMAL_INTS)
            .disable(CBORWriteFeature.LENIENT_UTF_ENCODING)
            .build();
    private static final int TYPICAL_BYTES = 192;

    private final ByteArrayBuilder bytes = new ByteArrayBuilder(TYPICAL_BYTES);
    private final JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);

    void writeLong(long value) {
        generator.writeNumber(value);
    }

    void writeBoolean(boolean value) {
        generator.writeBoolean(value);
    }

    void writeNull() {
        generator.writeNull();
    }

    void writeText(String text) {
        try {
            generator.writeString(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("text holds half a surrogate pair and cannot be encoded", e);
        }
    }

    void writeBytes(byte[] value) {
        generator.writeBinary(value);
    }

    void startArray(int elements) {
        generator.writeStartArray(null, elements);
    }

    void endArray() {
        generator.writeEndArray();
    }

    /** All that was written since the last time. */
    byte[] take() {
        generator.flush();
        var taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }

    /** Gives the generator's buffers back; what was not taken is lost. */
    @Override
    public void close() {
        generator.close();
    }
}
