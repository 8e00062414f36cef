package io.holdfast.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Prometheus' rules as they stand in their file. */
record Rules(Yaml file) {

    static final Path FILE = Path.of("docker", "prometheus", "rules.yml");

    static Rules read() throws IOException {
        return new Rules(Yaml.parse(Files.readString(FILE)).getFirst());
    }

    List<Yaml> all() {
        return file.at("groups").items().stream()
                .flatMap(group -> group.at("rules").items().stream())
                .toList();
    }

    List<Yaml> alerts() {
        return all().stream().filter(rule -> rule.at("alert").isThere()).toList();
    }

    /** The metrics that the rules themselves make. */
    Set<String> recorded() {
        return all().stream()
                .filter(rule -> rule.at("record").isThere())
                .map(rule -> rule.at("record").text())
                .collect(Collectors.toSet());
    }

    List<Expression> expressions() {
        return all().stream()
                .map(rule -> new Expression(rule.at("expr").text()))
                .toList();
    }
}
