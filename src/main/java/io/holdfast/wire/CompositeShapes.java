package io.holdfast.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shapes that are made of another: what may be null, constants by their position, lists, maps. */
final class CompositeShapes {

    private CompositeShapes() {}

    record OfNullable(Shape shape) implements Shape {

        @Override
        public void write(CborWriter out, @Nullable Object value) {
            if (value == null) {
                out.writeNull();
            } else {
                shape.write(out, value);
            }
        }

        @Override
        public @Nullable Object read(CborReader in) {
            return in.takeNull() ? null : shape.read(in);
        }

        @Override
        public boolean takesNull() {
            return true;
        }
    }

    record OfEnum(Object[] constants) implements Shape {

        @Override
        public void write(CborWriter out, @Nullable Object value) {
            out.writeLong(((Enum<?>) Objects.requireNonNull(value)).ordinal());
        }

        @Override
        public Object read(CborReader in) {
            int ordinal = in.readInt();
            if (ordinal < 0 || ordinal >= constants.length) {
                throw in.unreadable("constant " + ordinal + " of " + constants[0].getClass() + " is unknown");
            }
            return constants[ordinal];
        }
    }

    record OfList(Shape element) implements Shape {

        @Override
        public void write(CborWriter out, @Nullable Object value) {
            var list = (List<?>) Objects.requireNonNull(value);
            out.startArray(list.size());
            for (var each : list) {
                element.write(out, each);
            }
            out.endArray();
        }

        @Override
        public Object read(CborReader in) {
            int size = in.startArray();
            var list = new ArrayList<@Nullable Object>(size);
            for (int i = 0; i < size; i++) {
                list.add(element.read(in));
            }
            in.endArray();
            return Collections.unmodifiableList(list);
        }
    }

    /** Text to text: keys and values by turns, in order of key, so that equal maps are equal bytes. */
    record OfMap() implements Shape {

        @Override
        public void write(CborWriter out, @Nullable Object value) {
            var map = new TreeMap<String, String>();
            for (var entry : ((Map<?, ?>) Objects.requireNonNull(value)).entrySet()) {
                map.put((String) entry.getKey(), (String) entry.getValue());
            }
            out.startArray(map.size() * 2);
            map.forEach((key, text) -> {
                out.writeText(key);
                out.writeText(text);
            });
            out.endArray();
        }

        @Override
        public Object read(CborReader in) {
            int size = in.startArray();
            if (size % 2 != 0) {
                throw in.unreadable("a map ends with a key");
            }
            var map = new TreeMap<String, String>();
            for (int i = 0; i < size; i += 2) {
                var key = in.readText();
                if (!map.isEmpty() && key.compareTo(map.lastKey()) <= 0) {
                    throw in.unreadable("the keys of a map are not in order");
                }
                map.put(key, in.readText());
            }
            in.endArray();
            return Collections.unmodifiableSortedMap(map);
        }
    }
}
