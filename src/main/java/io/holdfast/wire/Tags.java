package io.holdfast.wire;

import io.holdfast.core.Primitive;
import io.holdfast.core.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All commands, or all results, inquiries or answers, of a codec, each under primitive, number and version, before its
 * components.
 */
final class Tags {

    private static final int HEAD_SIZE = 3;
    private static final int NUMBER_BITS = 8;

    private record Tagged(int primitive, Tag<?> tag, RecordShape shape) {}

    private final String what;
    private final Map<Integer, Tagged> byNumber = new HashMap<>();
    private final Map<Class<?>, Tagged> byType = new HashMap<>();

    Tags(String what) {
        this.what = what;
    }

    void add(Primitive<?, ?> primitive, List<? extends Tag<?>> tags, Shapes shapes) {
        for (var tag : tags) {
            var tagged = new Tagged(primitive.number(), tag, shapes.ofRecord(tag.type()));
            var other = byNumber.put(key(primitive.number(), tag.number(), tag.version()), tagged);
            if (other != null || byType.put(tag.type(), tagged) != null) {
                throw new IllegalArgumentException(
                        "two " + what + "s of " + primitive.name() + " share a tag: " + tag.type());
            }
        }
    }

    private static int key(int primitive, int number, int version) {
        return (primitive << NUMBER_BITS | number) << NUMBER_BITS | version;
    }

    private static boolean isByte(int value) {
        return value >= 0 && value <= Tag.NUMBER_MAX;
    }

    /** The shape of a component that is declared as one of a whole family. */
    Shape shapeOf(Class<?> family) {
        return new Shape() {
            @Override
            public void write(CborWriter out, @Nullable Object value) {
                Tags.this.write(out, value);
            }

            @Override
            public Object read(CborReader in) {
                var value = Tags.this.read(in);
                if (!family.isInstance(value)) {
                    throw in.unreadable(value.getClass() + " does not belong here");
                }
                return value;
            }
        };
    }

    private void write(CborWriter out, @Nullable Object value) {
        var tagged = value == null ? null : byType.get(value.getClass());
        if (tagged == null) {
            throw new IllegalArgumentException("this " + what + " has no tag: " + value);
        }
        out.startArray(HEAD_SIZE + tagged.shape().size());
        out.writeLong(tagged.primitive());
        out.writeLong(tagged.tag().number());
        out.writeLong(tagged.tag().version());
        tagged.shape().writeComponents(out, value);
        out.endArray();
    }

    private Object read(CborReader in) {
        int size = in.startArray();
        int primitive = in.readInt();
        int number = in.readInt();
        int version = in.readInt();
        var tagged = isByte(primitive) && isByte(number) && isByte(version)
                ? byNumber.get(key(primitive, number, version))
                : null;
        if (tagged == null) {
            throw in.unreadable(
                    "no %s has number %d, version %d in primitive %d".formatted(what, number, version, primitive));
        }
        if (size != HEAD_SIZE + tagged.shape().size()) {
            throw in.unreadable(tagged.tag().type().getSimpleName() + " has missing or surplus components");
        }
        var value = tagged.shape().readComponents(in);
        in.endArray();
        return value;
    }
}
