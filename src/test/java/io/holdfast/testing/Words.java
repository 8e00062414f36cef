package io.holdfast.testing;

import io.holdfast.core.SessionId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Any record in words, and back: its name and its components by theirs, such as {@code acquire semaphore=db owner=alice/cat
 * wait=5000}. Sessions go by names, durations without their unit; what a line leaves out is 0, empty or null.
 */
public final class Words {

    private static final String MILLIS = "Millis";

    private final Map<String, SessionId> sessions = new TreeMap<>();

    /** The session that goes by this name. */
    public SessionId session(String name) {
        return sessions.computeIfAbsent(name, _ -> new SessionId(0, sessions.size() + 1L));
    }

    public String name(SessionId session) {
        return sessions.entrySet().stream()
                .filter(entry -> entry.getValue().equals(session))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The record's name and what it says; lists stand in brackets. */
    public String tell(Record value) {
        var parts = Arrays.stream(value.getClass().getRecordComponents())
                .map(component -> part(component, read(component, value)))
                .filter(part -> !part.isEmpty());
        return spaced(value.getClass().getSimpleName()).replace("-view", "")
                + parts.map(part -> " " + part).collect(Collectors.joining());
    }

    private String part(RecordComponent component, Object value) {
        if (value == null || value.equals(false) || value.equals(List.of())) {
            return "";
        }
        var name = component.getName().replace(MILLIS, "");
        if (value.equals(0L) && !name.equals(component.getName())) {
            return "";
        }
        return value.equals(true) ? name : name + "=" + word(value);
    }

    private String word(Object value) {
        return switch (value) {
            case SessionId session -> name(session);
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            case List<?> list -> list.stream().map(this::element).collect(Collectors.joining(", ", "[", "]"));
            case Long number when number == Long.MAX_VALUE -> "never";
            case String text when text.isEmpty() -> "-";
            case Record record when components(record).length == 1 -> word(read(components(record)[0], record));
            case Record owner when isOwner(owner) -> owner(owner);
            case Record record -> "(" + tell(record) + ")";
            default -> value.toString();
        };
    }

    private String element(Object value) {
        return value instanceof Record record && components(record).length > 1 && !isOwner(record)
                ? tell(record)
                : word(value);
    }

    /** Somebody within a session. */
    private static boolean isOwner(Record record) {
        return components(record).length == 2
                && components(record)[0].getType() == SessionId.class
                && components(record)[1].getType() == String.class;
    }

    private String owner(Record owner) {
        var session = name((SessionId) read(components(owner)[0], owner));
        var name = read(components(owner)[1], owner).toString();
        return name.isEmpty() ? session : session + "/" + name;
    }

    private static RecordComponent[] components(Record record) {
        return record.getClass().getRecordComponents();
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String spaced(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** A line, taken apart. */
    public static final class Line {

        private final String text;
        private final List<String> placed = new ArrayList<>();
        private final Map<String, String> named = new LinkedHashMap<>();

        public Line(String text) {
            this.text = text;
            for (var word : text.strip().split(" +")) {
                int equals = word.indexOf('=');
                if (equals < 0) {
                    placed.add(word);
                } else {
                    named.put(word.substring(0, equals), word.substring(equals + 1));
                }
            }
        }

        public String verb() {
            return placed.getFirst();
        }

        public String at(int place) {
            return placed.get(place);
        }

        public boolean has(String word) {
            return placed.contains(word);
        }

        public String named(String name, String otherwise) {
            return named.getOrDefault(name, otherwise);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Reads a line as the one of these records that has its name. */
    public <T> T read(Line line, List<? extends Class<? extends T>> types) {
        for (var type : types) {
            if (spaced(type.getSimpleName()).equals(line.verb())) {
                return make(type, line.named);
            }
        }
        throw new IllegalArgumentException("nobody can " + line);
    }

    private <T> T make(Class<? extends T> type, Map<String, String> named) {
        var components = type.getRecordComponents();
        var values = Arrays.stream(components)
                .map(component -> value(component, named.get(component.getName().replace(MILLIS, ""))))
                .toArray();
        return make(type, values);
    }

    private static <T> T make(Class<? extends T> type, Object... values) {
        try {
            var types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object value(RecordComponent component, String word) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        var said = word == null && component.getType() == String.class && !nullable ? "" : word;
        return value(component.getType(), said);
    }

    private Object value(Class<?> type, String word) {
        if (type == int.class) {
            return word == null ? 0 : Integer.parseInt(word);
        }
        if (type == long.class) {
            return word == null ? 0L : Long.parseLong(word);
        }
        if (type == Map.class) {
            return Collections.emptyMap();
        }
        if (word == null) {
            return null;
        }
        if (type == String.class) {
            return word;
        }
        if (type == SessionId.class) {
            return session(word);
        }
        var components = type.getRecordComponents();
        if (components.length == 1) {
            return make(type, value(components[0].getType(), word));
        }
        var parts = word.split("/", 2);
        return make(type, session(parts[0]), parts.length == 1 ? "" : parts[1]);
    }
}
