package io.holdfast.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Grafana dashboard as it stands in its file. */
record Dashboard(JsonNode json) {

    static final Path FILE = Path.of("docker", "grafana", "dashboards", "holdfast.json");

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

    static Dashboard read() throws IOException {
        return new Dashboard(JsonMapper.shared().readTree(Files.readString(FILE)));
    }

    List<JsonNode> panels() {
        return elements(json.path("panels")).toList();
    }

    List<JsonNode> variables() {
        return elements(json.at("/templating/list")).toList();
    }

    /** All that it asks Prometheus, variables standing where they stand. */
    List<Expression> expressions() {
        var ofPanels = panels().stream()
                .flatMap(panel -> elements(panel.path("targets")))
                .map(target -> target.path("expr").stringValue());
        var ofAnnotations = elements(json.at("/annotations/list"))
                .map(annotation -> annotation.path("expr").stringValue());
        var ofVariables = variables().stream()
                .filter(variable -> variable.path("type").stringValue().equals("query"))
                .map(variable -> variable.at("/query/query").stringValue())
                .map(LABEL_VALUES::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(asked -> asked.group(1));
        return Stream.of(ofPanels, ofAnnotations, ofVariables)
                .flatMap(texts -> texts)
                .map(Expression::new)
                .toList();
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
