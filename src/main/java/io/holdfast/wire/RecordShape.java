package io.holdfast.wire;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record: an array of its components in order. A record of one component is that component alone, as names and tokens
 * are everywhere.
 */
final class RecordShape implements Shape {

    private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Object.class);
    private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, Object[].class);

    private final Class<?> type;
    private final Shape[] shapes;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    private RecordShape(Class<?> type, Shape[] shapes, MethodHandle[] accessors, MethodHandle constructor) {
        this.type = type;
        this.shapes = shapes;
        this.accessors = accessors;
        this.constructor = constructor;
    }

    /** Records may be private to their package: how they are written is still the wire's business. */
    static RecordShape of(Class<?> type, Shapes known) {
        var components = type.getRecordComponents();
        var shapes = new Shape[components.length];
        var accessors = new MethodHandle[components.length];
        try {
            var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            for (int i = 0; i < components.length; i++) {
                shapes[i] = known.of(components[i]);
                accessors[i] = lookup.unreflect(components[i].getAccessor()).asType(ACCESSOR);
            }
            var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(CONSTRUCTOR);
            return new RecordShape(type, shapes, accessors, constructor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " cannot be read and made by reflection", e);
        }
    }

    int size() {
        return shapes.length;
    }

    @Override
    public void write(CborWriter out, @Nullable Object value) {
        if (shapes.length == 1) {
            writeComponents(out, value);
            return;
        }
        out.startArray(shapes.length);
        writeComponents(out, value);
        out.endArray();
    }

    @Override
    public Object read(CborReader in) {
        if (shapes.length == 1) {
            return readComponents(in);
        }
        in.startArray(shapes.length);
        var value = readComponents(in);
        in.endArray();
        return value;
    }

    void writeComponents(CborWriter out, @Nullable Object value) {
        for (int i = 0; i < shapes.length; i++) {
            shapes[i].write(out, component(i, value));
        }
    }

    private @Nullable Object component(int i, @Nullable Object value) {
        try {
            return (Object) accessors[i].invokeExact(value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("an accessor of " + type + " failed", e);
        }
    }

    Object readComponents(CborReader in) {
        var components = new @Nullable Object[shapes.length];
        for (int i = 0; i < shapes.length; i++) {
            components[i] = shapes[i].read(in);
        }
        try {
            return (Object) constructor.invokeExact(components);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UnreadableEntryException(type.getSimpleName() + " is not valid: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean takesNull() {
        return shapes.length == 1 && shapes[0].takesNull();
    }
}
