package io.holdfast.core;

import java.util.Arrays;

/** Bytes that a machine keeps for somebody and never looks into. They are not copied: nobody changes them. */
public record Payload(byte[] bytes) {

    /** No bytes. */
    public static final Payload NONE = new Payload(new byte[0]);

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " B";
    }
}
