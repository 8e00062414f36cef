package io.holdfast.wire;

import org.jspecify.annotations.Nullable;

/** How the values of one type stand in bytes. */
interface Shape {

    void write(CborWriter out, @Nullable Object value);

    @Nullable
    Object read(CborReader in);

    /** Whether null is one of the values; such a shape is not made nullable once more. */
    default boolean takesNull() {
        return false;
    }
}
