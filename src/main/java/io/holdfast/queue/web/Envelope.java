package io.holdfast.queue.web;

import io.holdfast.core.Payload;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is in a message's payload: its body as it came, what kind of thing that is, and what its sender noted on it. Its
 * bytes are a form number, the content type, the attributes in order of name, and the rest is the body.
 *
 * @param attributes by name, in lower case; those of a CloudEvent begin with {@code ce-}
 */
record Envelope(String contentType, SortedMap<String, String> attributes, byte[] body) {

    static final int CONTENT_TYPE_LENGTH_MAX = 255;
    static final int ATTRIBUTES_MAX = 32;
    static final int NAME_LENGTH_MAX = 64;
    static final int VALUE_BYTES_MAX = 1_024;

    static final String OCTETS = "application/octet-stream";

    /** Before the name of an attribute of a CloudEvent. */
    static final String CLOUD_EVENT = "ce-";

    private static final byte FORM = 1;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0," + (NAME_LENGTH_MAX - 1) + "}");
    private static final Pattern CONTENT_TYPE = Pattern.compile("[\\x20-\\x7e]{1," + CONTENT_TYPE_LENGTH_MAX + "}");

    Envelope {
        if (!CONTENT_TYPE.matcher(contentType).matches()) {
            throw new IllegalArgumentException(
                    "a content type is 1 to " + CONTENT_TYPE_LENGTH_MAX + " visible ASCII characters");
        }
        if (attributes.size() > ATTRIBUTES_MAX) {
            throw new IllegalArgumentException("a message has at most " + ATTRIBUTES_MAX + " attributes");
        }
        attributes.forEach(Envelope::check);
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    private static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of an attribute is 1 to " + NAME_LENGTH_MAX
                    + " of a-z, 0-9 and . _ -, beginning with a letter or digit");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException("the attribute " + name + " has at most " + VALUE_BYTES_MAX + " bytes");
        }
    }

    static Envelope of(String contentType, Map<String, String> attributes, byte[] body) {
        return new Envelope(contentType, new TreeMap<>(attributes), body);
    }

    Payload seal() {
        var type = contentType.getBytes(StandardCharsets.US_ASCII);
        int size = 1 + 1 + type.length + 1 + body.length;
        var values = new TreeMap<String, byte[]>();
        for (var attribute : attributes.entrySet()) {
            var value = attribute.getValue().getBytes(StandardCharsets.UTF_8);
            values.put(attribute.getKey(), value);
            size += 1 + attribute.getKey().length() + Short.BYTES + value.length;
        }
        var out = ByteBuffer.allocate(size)
                .put(FORM)
                .put((byte) type.length)
                .put(type)
                .put((byte) values.size());
        values.forEach((name, value) -> out.put((byte) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) value.length)
                .put(value));
        return new Payload(out.put(body).array());
    }

    static Envelope open(Payload payload) {
        var in = ByteBuffer.wrap(payload.bytes());
        try {
            int form = in.get();
            if (form != FORM) {
                throw new IllegalStateException("a payload of form " + form + " is unknown here");
            }
            var type = text(in, in.get() & 0xff);
            var attributes = new TreeMap<String, String>();
            for (int left = in.get(); left > 0; left--) {
                attributes.put(text(in, in.get()), text(in, in.getShort()));
            }
            return new Envelope(type, attributes, Arrays.copyOfRange(payload.bytes(), in.position(), in.limit()));
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("a payload ends in the middle", e);
        }
    }

    private static String text(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
