package io.holdfast.deploy;

import java.net.http.HttpResponse;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.MissingNode;

/** The answer to an example: its body is looked into by paths such as {@code holders[0].owner} or {@code waits.length}. */
record Answer(HttpResponse<String> response, JsonNode body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Answer of(HttpResponse<String> response) {
        try {
            return new Answer(response, JSON.readTree(response.body()));
        } catch (JacksonException notJson) {
            return new Answer(response, MissingNode.getInstance());
        }
    }

    int status() {
        return response.statusCode();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** The value at a path as text; empty where there is none. */
    Optional<String> text(String path) {
        JsonNode at = body;
        for (String step : path.replace("[", ".").replace("]", "").split("\\.")) {
            if (step.equals("length") && at.isArray()) {
                return Optional.of(Integer.toString(at.size()));
            }
            at = at.isArray() ? at.path(Integer.parseInt(step)) : at.path(step);
        }
        if (at.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(at.isString() ? at.stringValue() : at.toString());
    }
}
