package io.holdfast.core;

/**
 * The stable name of a record on the wire. A released pair of number and version is frozen, in shape and in meaning;
 * components are only added at the end, under a new version.
 */
public record Tag<T>(int number, int version, Class<? extends T> type) {

    public static final int NUMBER_MAX = 255;

    public Tag {
        if (number < 0 || number > NUMBER_MAX || version < 1 || version > NUMBER_MAX) {
            throw new IllegalArgumentException("tag out of range: " + number + " v" + version);
        }
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type + " is not a record");
        }
    }
}
