package io.holdfast.wire;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values without parts. */
enum SimpleShape implements Shape {
    INT {
        @Override
        public void write(CborWriter out, @Nullable Object value) {
            out.writeLong((int) Objects.requireNonNull(value));
        }

        @Override
        public Object read(CborReader in) {
            return in.readInt();
        }
    },
    LONG {
        @Override
        public void write(CborWriter out, @Nullable Object value) {
            out.writeLong((long) Objects.requireNonNull(value));
        }

        @Override
        public Object read(CborReader in) {
            return in.readLong();
        }
    },
    BOOLEAN {
        @Override
        public void write(CborWriter out, @Nullable Object value) {
            out.writeBoolean((boolean) Objects.requireNonNull(value));
        }

        @Override
        public Object read(CborReader in) {
            return in.readBoolean();
        }
    },
    TEXT {
        @Override
        public void write(CborWriter out, @Nullable Object value) {
            out.writeText((String) Objects.requireNonNull(value));
        }

        @Override
        public Object read(CborReader in) {
            return in.readText();
        }
    },
    BYTES {
        @Override
        public void write(CborWriter out, @Nullable Object value) {
            out.writeBytes((byte[]) Objects.requireNonNull(value));
        }

        @Override
        public Object read(CborReader in) {
            return in.readBytes();
        }
    };

    static @Nullable SimpleShape of(Class<?> type) {
        if (type == int.class) {
            return INT;
        }
        if (type == long.class) {
            return LONG;
        }
        if (type == boolean.class) {
            return BOOLEAN;
        }
        if (type == String.class) {
            return TEXT;
        }
        return type == byte[].class ? BYTES : null;
    }
}
