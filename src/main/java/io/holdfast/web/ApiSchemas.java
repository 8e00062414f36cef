package io.holdfast.web;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Forms of answers in the API's document: which fields are always there, and which may be null. */
final class ApiSchemas {

    private final Components components;

    ApiSchemas(Components components) {
        this.components = components;
    }

    /** A reference to the form of these records, which is added with all that it needs. */
    Schema<?> of(Class<?> type) {
        var resolved =
                ModelConverters.getInstance(true).resolveAsResolvedSchema(new AnnotatedType(type).resolveAsRef(true));
        resolved.referencedSchemas.forEach((name, schema) -> {
            if (components.getSchemas() == null || !components.getSchemas().containsKey(name)) {
                components.addSchemas(name, schema);
            }
        });
        describe(type);
        return resolved.schema;
    }

    private void describe(Class<?> type) {
        var named = type.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        var schema = named == null ? null : components.getSchemas().get(named.name());
        if (schema == null || !type.isRecord()) {
            return;
        }
        for (var component : type.getRecordComponents()) {
            var property = schema.getProperties().get(component.getName());
            if (property instanceof Schema<?> form) {
                describe(schema, component, form);
            }
            describe(elementOf(component.getGenericType()));
        }
    }

    private static void describe(Schema<?> schema, RecordComponent component, Schema<?> form) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        boolean always = component.getAccessor().isAnnotationPresent(JsonInclude.class);
        if (nullable && always) {
            var types = new LinkedHashSet<>(form.getTypes() == null ? Set.of() : form.getTypes());
            types.add("null");
            form.setTypes(types);
        }
        if ((!nullable || always) && !component.getAccessor().isAnnotationPresent(JsonAnyGetter.class)) {
            schema.addRequiredItem(component.getName());
        }
    }

    private static Class<?> elementOf(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType list when list.getActualTypeArguments()[0] instanceof Class<?> element -> element;
            default -> Object.class;
        };
    }
}
