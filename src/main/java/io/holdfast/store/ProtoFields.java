package io.holdfast.store;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The few fields of a log entry's protobuf message that the doctor looks at. Parsed by hand, so that storage can be
 * examined without the consensus library.
 *
 * @param configuration whether the entry is a configuration of the group
 */
record ProtoFields(long term, long index, boolean configuration) {

    private static final int TERM = 1;
    private static final int INDEX = 2;
    private static final int CONFIGURATION = 4;

    private static final int FIELD_SHIFT = 3;
    private static final int TYPE_MASK = 7;
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int DELIMITED = 2;
    private static final int FOUR_BYTES = 5;

    private static final int VARINT_SHIFT_MAX = 63;

    /** Reads the whole message; null if it is not one. Numbers that are 0 are left out of such messages. */
    static @Nullable ProtoFields parse(ByteBuffer message) {
        long term = 0;
        long index = 0;
        boolean configuration = false;
        while (message.hasRemaining()) {
            long key = varint(message);
            int field = (int) (key >>> FIELD_SHIFT);
            if (field == TERM && (key & TYPE_MASK) == VARINT) {
                term = varint(message);
            } else if (field == INDEX && (key & TYPE_MASK) == VARINT) {
                index = varint(message);
            } else {
                configuration |= field == CONFIGURATION && (key & TYPE_MASK) == DELIMITED;
                if (key <= TYPE_MASK || !skip(message, (int) key & TYPE_MASK)) {
                    return null;
                }
            }
            if (term < 0 || index < 0) {
                return null;
            }
        }
        return new ProtoFields(term, index, configuration);
    }

    private static boolean skip(ByteBuffer message, int type) {
        return switch (type) {
            case VARINT -> varint(message) != -1;
            case EIGHT_BYTES -> skip(message, (long) Long.BYTES);
            case DELIMITED -> skip(message, varint(message));
            case FOUR_BYTES -> skip(message, (long) Integer.BYTES);
            default -> false;
        };
    }

    private static boolean skip(ByteBuffer message, long bytes) {
        if (bytes < 0 || bytes > message.remaining()) {
            return false;
        }
        message.position(message.position() + (int) bytes);
        return true;
    }

    /** The number that stands here; -1 if none does. */
    static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift <= VARINT_SHIFT_MAX && in.hasRemaining(); shift += Byte.SIZE - 1) {
            byte b = in.get();
            value |= (long) (b & Byte.MAX_VALUE) << shift;
            if (b >= 0) {
                return value;
            }
        }
        return -1;
    }
}
