package io.holdfast.wire;

import io.holdfast.core.Answer;
import io.holdfast.core.Command;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Result;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
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
    private final Tags inquiries = new Tags("inquiry");
    private final Tags answers = new Tags("answer");

    Tags commands() {
        return commands;
    }

    Tags results() {
        return results;
    }

    Tags inquiries() {
        return inquiries;
    }

    Tags answers() {
        return answers;
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
        return of(component.getAnnotatedType(), component);
    }

    private Shape of(AnnotatedType annotated, RecordComponent component) {
        var shape = annotated instanceof AnnotatedParameterizedType generic
                ? ofGeneric(generic, component)
                : of(annotated.getType());
        if (!annotated.isAnnotationPresent(Nullable.class)) {
            return shape;
        }
        if (shape.takesNull()) {
            throw new IllegalArgumentException("null would mean two things in " + component);
        }
        return new CompositeShapes.OfNullable(shape);
    }

    private Shape of(Type type) {
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
        return ofFamily(plain);
    }

    private Shape ofFamily(Class<?> family) {
        if (!family.isInterface()) {
            throw shapeless(family);
        }
        if (Command.class.isAssignableFrom(family)) {
            return commands.shapeOf(family);
        }
        if (Result.class.isAssignableFrom(family)) {
            return results.shapeOf(family);
        }
        if (Inquiry.class.isAssignableFrom(family)) {
            return inquiries.shapeOf(family);
        }
        if (Answer.class.isAssignableFrom(family)) {
            return answers.shapeOf(family);
        }
        throw shapeless(family);
    }

    private Shape ofGeneric(AnnotatedParameterizedType annotated, RecordComponent component) {
        var type = (ParameterizedType) annotated.getType();
        var arguments = annotated.getAnnotatedActualTypeArguments();
        if (type.getRawType() == List.class) {
            return new CompositeShapes.OfList(of(arguments[0], component));
        }
        if (type.getRawType() == Map.class
                && arguments[0].getType() == String.class
                && arguments[1].getType() == String.class) {
            return new CompositeShapes.OfMap();
        }
        if (type.getRawType() instanceof Class<?> family && Inquiry.class.isAssignableFrom(family)) {
            return ofFamily(family);
        }
        throw shapeless(type);
    }

    private static IllegalArgumentException shapeless(Type type) {
        return new IllegalArgumentException("there is no shape on the wire for " + type);
    }
}
