package io.holdfast.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A YAML value that is looked into by paths such as {@code spec.template.spec.containers[0].image}. */
record Yaml(Object value) {

    /** The documents of a text. */
    static List<Yaml> parse(String text) {
        var reader = new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions()));
        return StreamSupport.stream(reader.loadAll(text).spliterator(), false)
                .filter(Objects::nonNull)
                .map(Yaml::new)
                .toList();
    }

    Yaml at(String path) {
        Object at = value;
        for (String step : path.replace("[", ".").replace("]", "").split("\\.")) {
            at = at instanceof List<?> list
                    ? list.get(Integer.parseInt(step))
                    : at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return new Yaml(at);
    }

    /** The value of one key, which may have dots in it. */
    Yaml key(String key) {
        return new Yaml(asMap().get(key));
    }

    boolean isThere() {
        return value != null;
    }

    String text() {
        return String.valueOf(value);
    }

    int number() {
        return (Integer) value;
    }

    List<Yaml> items() {
        var items = new ArrayList<Yaml>();
        if (value instanceof List<?> list) {
            list.forEach(item -> items.add(new Yaml(item)));
        }
        return items;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> asMap() {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }
}
