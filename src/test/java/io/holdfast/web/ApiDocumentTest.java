package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The API's document: complete, and the one that is checked in. {@code -Dholdfast.update=true} writes it anew. */
@EdgeTest
class ApiDocumentTest {

    private static final Path CHECKED_IN = Path.of("docs/openapi.json");

    private record Operation(String method, String path, JsonNode node) {

        String id() {
            return node.path("operationId").asString("");
        }
    }

    private final Http http;
    private final JsonNode document;

    ApiDocumentTest(@LocalServerPort int port) {
        http = new Http(port);
        document = http.get("/v3/api-docs").json();
    }

    @Test
    void theDocumentThatIsCheckedInIsTheOneThatIsServed() throws IOException {
        var served = JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(document)
                + '\n';
        if (Boolean.getBoolean("holdfast.update")) {
            Files.createDirectories(CHECKED_IN.getParent());
            Files.writeString(CHECKED_IN, served);
        }

        assertThat(CHECKED_IN)
                .content()
                .as("write it anew with -Dholdfast.update=true")
                .isEqualTo(served);
    }

    @TestFactory
    Stream<DynamicTest> everyOperationIsDescribed() {
        return operations().stream().map(operation -> DynamicTest.dynamicTest(operation.id(), () -> check(operation)));
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        var ids = operations().stream().map(Operation::id).toList();

        assertThat(ids).hasSize(98).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z][A-Za-z]+"));
    }

    @Test
    void aCodeMeansTheSameEverywhere() {
        var titles = new HashSet<String>();
        var codes = new HashSet<String>();
        for (var operation : operations()) {
            operation
                    .node()
                    .path("responses")
                    .forEach(response -> response.at("/content/application~1problem+json/examples")
                            .propertyStream()
                            .filter(example -> !example.getKey().startsWith("step-"))
                            .forEach(example -> {
                                codes.add(example.getKey());
                                titles.add(example.getKey()
                                        + example.getValue().at("/value/title").asString()
                                        + example.getValue().at("/value/status").asInt());
                            }));
        }

        assertThat(codes).contains("not-leader", "lock-held", "session-gone", "outcome-unknown");
        assertThat(titles).hasSameSizeAs(codes);
    }

    @Test
    void swaggerUiAsksForForwarding() {
        assertThat(http.get("/swagger-ui.html").header("Location")).isEqualTo("/swagger-ui/index.html");
        assertThat(http.get("/swagger-ui/index.html").status()).isEqualTo(200);
        assertThat(http.get("/swagger-ui/swagger-initializer.js").text())
                .contains("request.headers['Holdfast-Routing'] ??= 'forward'")
                .doesNotContain("petstore");
    }

    private void check(Operation operation) {
        var node = operation.node();
        assertThat(node.path("summary").asString("")).isNotBlank();
        assertThat(node.path("description").asString("")).isNotBlank();
        assertThat(node.path("tags").size()).isEqualTo(1);
        node.path("parameters")
                .forEach(parameter -> assertThat(parameter.path("description").asString(""))
                        .as(parameter.path("name").asString())
                        .isNotBlank());
        if (node.has("requestBody")) {
            assertThat(node.at("/requestBody/content/application~1json/examples")
                            .size())
                    .isPositive();
            assertThat(node.at("/requestBody/content/application~1json/schema/$ref")
                            .asString(""))
                    .isNotBlank();
        }
        int examples = 0;
        for (var response : node.path("responses").properties()) {
            examples += checkResponse(Integer.parseInt(response.getKey()), response.getValue());
        }
        assertThat(examples).as("examples of success").isPositive();
        if (!operation.method().equals("get")) {
            assertThat(node.path("responses").propertyNames()).contains("400", "413", "422", "429", "503", "504");
            // What is below a queue or a cache is answered by any node.
            assertThat(node.path("responses").has("307"))
                    .isNotEqualTo(operation.path().matches("/api/v1/(queues/.queue.|caches/.cache.)/.*"));
        }
    }

    private int checkResponse(int status, JsonNode response) {
        assertThat(response.path("description").asString("")).isNotBlank();
        assertThat(response.path("headers").has(Api.NODE))
                .as("%s names the node", status)
                .isTrue();
        if (status == 204) {
            assertThat(response.has("content")).isFalse();
            return 1;
        }
        if (status < 300) {
            assertThat(response.at("/content/application~1json/schema/$ref").asString(""))
                    .isNotBlank();
            return response.at("/content/application~1json/examples").size();
        }
        var body = response.at("/content/application~1problem+json");
        assertThat(body.at("/schema/$ref").asString("")).isEqualTo("#/components/schemas/Problem");
        assertThat(body.path("examples").size()).as("codes of %s", status).isPositive();
        body.path("examples")
                .forEach(example ->
                        assertThat(example.at("/value/status").asInt()).isEqualTo(status));
        return 0;
    }

    private List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        document.path("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .forEach(method ->
                                operations.add(new Operation(method.getKey(), path.getKey(), method.getValue()))));
        return operations;
    }
}
