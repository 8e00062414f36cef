package io.holdfast.wire;

import io.holdfast.core.Command;
import io.holdfast.core.Result;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the shape of a type, once: all reflection happens here, before the first byte. */
final class Shapes {

    private final Map<Class<?>, RecordShape> records = new ConcurrentHashMap<>();
    private final Tags commands = new Tags("command");
    private final Tags results = new Tags("result");

    Tags commands() {
        return commands;
    }

    Tags results() {
        return results;
    }

    RecordShape ofRecord(Class<?> type) {
        var known = records.get(type);
        if (known != null) {
            return known;
        }
        var shape = RecordShape.of(type, this);
        records.put(type, shape);
        return shape;
    }

    byte[] encode(Record value) {
        try (var out = new CborWriter()) {
            ofRecord(value.getClass()).write(out, value);
            return out.take();
        }
    }

    <T extends Record> T decode(Class<T> type, byte[] bytes) {
        try (var in = new CborReader(bytes)) {
            var value = type.cast(ofRecord(type).read(in));
            in.expectEnd();
            return value;
        }
    }

    Shape of(RecordComponent component) {
        var shape = of(component.getGenericType());
        if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            return shape;
        }
        if (shape.takesNull()) {
            throw new IllegalArgumentException("null would mean two things in " + component);
        }
        return new CompositeShapes.OfNullable(shape);
    }

    private Shape of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic);
        }
        if (!(type instanceof Class<?> plain)) {
            throw shapeless(type);
        }
        var simple = SimpleShape.of(plain);
        if (simple != null) {
            return simple;
        }
        if (plain.isEnum()) {
            return new CompositeShapes.OfEnum(plain.getEnumConstants());
        }
        if (plain.isRecord()) {
            return ofRecord(plain);
        }
        if (Command.class.isAssignableFrom(plain) && plain.isInterface()) {
            return commands.shapeOf(plain);
        }
        if (Result.class.isAssignableFrom(plain) && plain.isInterface()) {
            return results.shapeOf(plain);
        }
        throw shapeless(type);
    }

    private Shape ofGeneric(ParameterizedType type) {
        var arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new CompositeShapes.OfList(of(arguments[0]));
        }
        if (type.getRawType() == Map.class && arguments[0] == String.class && arguments[1] == String.class) {
            return new CompositeShapes.OfMap();
        }
        throw shapeless(type);
    }

    private static IllegalArgumentException shapeless(Type type) {
        return new IllegalArgumentException("there is no shape on the wire for " + type);
    }
}
