package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/**
 * Follows the examples of the API's document in order. Names that a node makes up, such as sessions and tokens, are
 * taken from its answers and put in where the examples show others.
 */
@EdgeTest
class ApiStoryTest {

    private record Step(
            String method, String path, JsonNode operation, JsonNode request, int status, JsonNode answer) {}

    private static final Pattern QUOTED = Pattern.compile("\"([0-9A-Za-z_-]+)\"");

    private final Http http;
    private final Map<String, String> real = new LinkedHashMap<>();

    ApiStoryTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        consensus.lead();
        http = new Http(port);
    }

    @Test
    void theExamplesCanBeFollowedInOrder() {
        var story = story(http.get("/v3/api-docs").json());
        assertThat(story).hasSize(113);

        story.forEach((name, step) -> {
            var answer = send(step);

            assertThat(answer.status()).as("%s: %s", name, answer.text()).isEqualTo(step.status());
            compare(name, step.answer(), answer.json());
        });
    }

    private Http.Answer send(Step step) {
        var request = http.request(path(step))
                .method(
                        step.method().toUpperCase(Locale.ROOT),
                        step.request().isMissingNode()
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(put(step.request().toString())));
        return http.send(request.header("Content-Type", "application/json"));
    }

    private String path(Step step) {
        var path = step.path();
        var query = new StringBuilder();
        for (var parameter : step.operation().path("parameters")) {
            var example = parameter.path("example").asString(null);
            if (example == null) {
                continue;
            }
            var name = parameter.path("name").asString();
            if (parameter.path("in").asString().equals("path")) {
                path = path.replace("{" + name + "}", put(example));
            } else {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(put(example));
            }
        }
        return path + query;
    }

    /** Puts what the node made up in the place of what the examples show. */
    private String put(String text) {
        if (real.containsKey(text)) {
            return real.get(text);
        }
        return QUOTED.matcher(text)
                .replaceAll(quoted ->
                        Matcher.quoteReplacement('"' + real.getOrDefault(quoted.group(1), quoted.group(1)) + '"'));
    }

    /** The answer has the example's fields, all of them and no other, and its words where they are not made up. */
    private void compare(String name, JsonNode example, JsonNode actual) {
        if (example.isObject()) {
            var fields = new TreeSet<>(actual.propertyNames());
            assertThat(fields).as(name).containsExactlyInAnyOrderElementsOf(example.propertyNames());
            example.propertyStream().forEach(field -> {
                learn(field.getKey(), field.getValue(), actual.get(field.getKey()));
                compare(name, field.getValue(), actual.get(field.getKey()));
            });
        } else if (example.isArray() && !name.equals("step-014")) {
            assertThat(actual.size()).as(name).isGreaterThanOrEqualTo(example.size());
            if (!example.isEmpty()) {
                compare(name, example.get(0), actual.get(0));
            }
        } else {
            assertThat(actual.getNodeType()).as(name).isEqualTo(example.getNodeType());
        }
    }

    private void learn(String field, JsonNode example, JsonNode actual) {
        switch (field) {
            case "session", "token", "term", "ticket", "id", "receipt", "key" ->
                real.putIfAbsent(example.asString(), actual.asString());
            case "state", "code", "mode" -> assertThat(actual).isEqualTo(example);
            default -> {
                // compared by form
            }
        }
    }

    private static Map<String, Step> story(JsonNode document) {
        var story = new TreeMap<String, Step>();
        document.path("paths")
                .propertyStream()
                .forEach(path -> path.getValue().propertyStream().forEach(method -> {
                    var operation = method.getValue();
                    operation
                            .path("responses")
                            .propertyStream()
                            .forEach(response -> response.getValue()
                                    .path("content")
                                    .forEach(content -> content.path("examples")
                                            .propertyStream()
                                            .filter(example -> example.getKey().startsWith("step-"))
                                            .forEach(example -> story.put(
                                                    example.getKey(),
                                                    new Step(
                                                            method.getKey(),
                                                            path.getKey(),
                                                            operation,
                                                            operation.at(
                                                                    "/requestBody/content/application~1json/examples/"
                                                                            + example.getKey() + "/value"),
                                                            Integer.parseInt(response.getKey()),
                                                            example.getValue().path("value"))))));
                }));
        return story;
    }
}
