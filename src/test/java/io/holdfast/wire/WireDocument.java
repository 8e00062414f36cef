package io.holdfast.wire;

import io.holdfast.core.Command;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.Result;
import io.holdfast.replica.Replica;
import io.holdfast.session.RequestMemo;
import io.holdfast.wire.WireTypes.Frozen;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes the bytes, from the tags and the records themselves. */
final class WireDocument {

    private static final String HEAD = """
            # Bytes of log entries and snapshots

            Generated from the tags of the primitives and the components of their records; `WireDocumentTest` fails when it is
            out of date, and `./mvnw test -Dtest=WireDocumentTest -Dholdfast.update=true` writes it again.

            Everything is CBOR (RFC 8949) without tags, floats and maps, and every array says its length. A record is an array of
            its components in order; a record of one component is that component alone. `?` marks what may be null, `int` is a
            number of 32 bits, `long` of 64, a constant of an enumeration is its position, a text map is an array of keys and
            values by turns, in order of key. Text of more than some 4,000 characters is written in chunks.

            A released (number, version) is frozen, in shape and in meaning. Components are only added at the end, under a
            new version; constants are only added at the end.

            ## Entry

            Format %d: one after another, without an array around them: `format: int`, `millis: long`, the number of requests,
            and the requests. At most %,d bytes. Anything unknown, missing or left over stops the node.

            | record | components |
            |---|---|
            | Request | %s |

            A command stands as an array of `primitive`, `tag`, `version` and its own components, and so does a result in the
            request memo.
            """;

    private static final String ROWS = """

            Rows of snapshot section %d, version %d, each behind its length in four bytes:

            | row | components |
            |---|---|
            """;

    private final Map<String, Class<?>> named = new TreeMap<>();

    static String text() {
        return new WireDocument().write();
    }

    private String write() {
        var text = new StringBuilder(HEAD.formatted(Codec.FORMAT, Codec.ENTRY_BYTES_MAX, components(Request.class)));
        for (var primitive : WireTypes.ALL) {
            describe(primitive, text);
        }
        text.append("\n## Request memo\n").append(ROWS.formatted(Replica.MEMO_SECTION, 1));
        row(RequestMemo.Answered.class, text);
        text.append("\n## Records within records\n\n| record | components |\n|---|---|\n");
        var done = new TreeMap<String, String>();
        while (!done.keySet().containsAll(named.keySet())) {
            List.copyOf(named.entrySet())
                    .forEach(each -> done.computeIfAbsent(each.getKey(), _ -> parts(each.getValue())));
        }
        done.forEach((name, parts) -> text.append("| %s | %s |\n".formatted(name, parts)));
        return text.toString();
    }

    private void describe(Primitive<?, ?> primitive, StringBuilder text) {
        text.append("\n## Primitive %d: %s\n".formatted(primitive.number(), primitive.name()));
        text.append("\n| kind | tag | version | record | components |\n|---|---|---|---|---|\n");
        var all = WireTypes.frozen().stream()
                .filter(each -> each.folder().equals(primitive.name()))
                .collect(Collectors.partitioningBy(each -> each.kind().equals("row")));
        for (var each : all.get(false)) {
            text.append("| %s | %d | %d | %s | %s |\n"
                    .formatted(
                            each.kind(),
                            each.number(),
                            each.version(),
                            each.type().getSimpleName(),
                            components(each.type())));
        }
        describeRows(primitive, all.get(true), text);
    }

    private void describeRows(Primitive<?, ?> primitive, List<Frozen> rows, StringBuilder text) {
        text.append(ROWS.formatted(primitive.number(), primitive.snapshotVersion()));
        rows.forEach(row -> row(row.type(), text));
    }

    private void row(Class<?> type, StringBuilder text) {
        text.append("| %s | %s |\n".formatted(type.getSimpleName(), components(type)));
    }

    private String parts(Class<?> type) {
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "))
                : components(type);
    }

    private String components(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(this::component)
                .collect(Collectors.joining(", ", "`", "`"));
    }

    private String component(RecordComponent component) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return component.getName() + ": " + name(component.getGenericType()) + (nullable ? "?" : "");
    }

    private String name(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class
                    ? "list of " + name(generic.getActualTypeArguments()[0])
                    : "text map";
        }
        var plain = (Class<?>) type;
        if (plain == String.class) {
            return "text";
        }
        if (plain == byte[].class) {
            return "bytes";
        }
        if (!plain.isPrimitive() && plain != Command.class && plain != Result.class) {
            named.put(plain.getSimpleName(), plain);
        }
        return plain.getSimpleName();
    }
}
