package io.holdfast.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as it is told: what happened, to what, and more. */
public final class EventForm {

    private final String type;
    private final String name;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private EventForm(String type, String name) {
        this.type = type;
        this.name = name;
    }

    /**
     * @param type of what happened, such as lock.granted
     * @param name to what it happened, by which readers choose
     */
    public static EventForm of(String type, String name) {
        return new EventForm(type, name);
    }

    /** Adds a field, unless there is nothing to tell. */
    public EventForm with(String field, @Nullable Object value) {
        if (value != null) {
            fields.put(field, value);
        }
        return this;
    }

    String type() {
        return type;
    }

    String name() {
        return name;
    }

    Map<String, Object> fields() {
        return fields;
    }
}
