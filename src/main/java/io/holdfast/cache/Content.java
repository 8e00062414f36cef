package io.holdfast.cache;

import io.holdfast.core.Payload;

/**
 * What an entry holds: bytes that nobody looks into, and what they are said to be.
 *
 * @param deflated whether the bytes are kept compressed (RFC 1951); whoever hands them out inflates them
 */
public record Content(String type, boolean deflated, Payload value) {

    public Content {
        CacheLimits.check("the length of a content type", type.length(), 1, CacheLimits.CONTENT_TYPE_LENGTH_MAX);
        CacheLimits.check("the size of a value", value.bytes().length, 0, CacheLimits.VALUE_BYTES_MAX);
    }

    public int size() {
        return value.bytes().length;
    }
}
