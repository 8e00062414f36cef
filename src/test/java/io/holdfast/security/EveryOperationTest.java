package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Role;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** Every operation of the API's document is refused to whoever it is not for. */
@SecuredTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryOperationTest {

    /** What whoever has a key may see: who leads, and a list of what is its own. */
    private static final Set<String> FOR_ALL = Set.of("getCluster", "listSessions", "openSession");

    private static final String SESSION = "00000000000000000000000000000000";

    private record Operation(String id, String method, String path) {

        /** With something in the place of what the path leaves open. */
        String example() {
            return path.replace("{session}", SESSION).replace("{ticket}", "1").replaceAll("\\{[a-z]+}", "their.thing");
        }
    }

    private final Http http;
    private final List<Operation> operations;
    private Tenant admin;
    private Tenant reader;
    private Tenant writer;
    private Tenant operator;
    private Tenant stranger;

    EveryOperationTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) throws IOException {
        consensus.lead();
        http = new Http(port);
        operations = operations();
    }

    @BeforeAll
    void handOutKeys() {
        admin = Tenant.admin(http);
        reader = admin.with("reader");
        writer = admin.with("writer");
        operator = admin.with("operator");
        stranger = admin.with("admin", "*:mine.");
    }

    @Test
    void everyOperationHasARowInTheTable() {
        assertThat(Needs.all().keySet())
                .as("add a row to Needs for a new operation")
                .containsExactlyInAnyOrderElementsOf(
                        operations.stream().map(Operation::id).toList());
    }

    @TestFactory
    Stream<DynamicTest> nobodyIsAnsweredWithoutAKey() {
        return each(operations, operation -> {
            assertRefused(send(operation), 401, "unauthenticated");
            assertThat(send(operation).header("WWW-Authenticate")).isEqualTo("Bearer");
        });
    }

    @TestFactory
    Stream<DynamicTest> nobodyIsAnsweredForAKeyThatIsNone() {
        var last = Tenant.ADMIN_KEY.substring(0, Tenant.ADMIN_KEY.length() - 2);
        return each(operations, operation -> {
            assertRefused(send(operation, "Authorization", "Bearer " + last + "zz"), 401, "unauthenticated");
            assertRefused(send(operation, "Authorization", "Basic YTpi"), 401, "unauthenticated");
            assertRefused(send(operation, "X-Api-Key", "x"), 401, "unauthenticated");
            assertRefused(
                    send(operation, "Holdfast-Caller", "v1.0.YQ.YQ.YQ", "Authorization", "Bearer " + Tenant.ADMIN_KEY),
                    401,
                    "unauthenticated");
        });
    }

    @TestFactory
    Stream<DynamicTest> nobodyDoesWhatTheRoleIsTooLowFor() {
        return each(
                operations.stream()
                        .filter(operation -> Needs.of(operation.id()).role() != Role.READER)
                        .toList(),
                operation -> assertRefused(
                        send(
                                operation,
                                "Authorization",
                                "Bearer " + below(operation).token()),
                        403,
                        "forbidden"));
    }

    @TestFactory
    Stream<DynamicTest> nobodyTouchesWhatNoRuleNames() {
        var named = Set.of(Need.Extent.NAMED, Need.Extent.LISTED, Need.Extent.ALL);
        return each(
                operations.stream()
                        .filter(operation ->
                                named.contains(Needs.of(operation.id()).extent()))
                        .toList(),
                operation -> assertRefused(
                        send(operation, "Authorization", "Bearer " + stranger.token()), 403, "forbidden"));
    }

    @Test
    void whatAnybodyWithAKeyMayDoIsNoMoreThanThis() {
        var open = operations.stream()
                .map(Operation::id)
                .filter(operation -> Needs.of(operation).extent() == Need.Extent.NONE
                        || Set.of("listSessions", "openSession").contains(operation))
                .toList();

        assertThat(open).containsExactlyInAnyOrderElementsOf(FOR_ALL);
    }

    private Tenant below(Operation operation) {
        return switch (Needs.of(operation.id()).role()) {
            case WRITER -> reader;
            case OPERATOR -> writer;
            case ADMIN -> operator;
            case READER -> throw new IllegalStateException("there is nothing below a reader");
        };
    }

    private interface Check {
        void of(Operation operation);
    }

    private static Stream<DynamicTest> each(List<Operation> operations, Check check) {
        return operations.stream().map(operation -> DynamicTest.dynamicTest(operation.id(), () -> check.of(operation)));
    }

    private static void assertRefused(Http.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Holdfast-Node")).isEqualTo("n1");
    }

    private Http.Answer send(Operation operation, String... headers) {
        var body = operation.method().equals("get") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}");
        return http.send(http.request(operation.example(), headers)
                .header("Content-Type", "application/json")
                .method(operation.method().toUpperCase(java.util.Locale.ROOT), body));
    }

    private static List<Operation> operations() throws IOException {
        var found = new ArrayList<Operation>();
        JsonMapper.shared()
                .readTree(Files.readString(Path.of("docs/openapi.json")))
                .path("paths")
                .propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .forEach(method -> found.add(new Operation(
                                method.getValue().path("operationId").asString(), method.getKey(), path.getKey()))));
        return found;
    }
}
