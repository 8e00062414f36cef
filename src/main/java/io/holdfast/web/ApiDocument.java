package io.holdfast.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import tools.jackson.databind.json.JsonMapper;

/** Completes the API's document: what it promises, its headers, its examples, and every problem by its code. */
final class ApiDocument implements OpenApiCustomizer {

    private static final String KEY = "key";
    private static final String JSON = "application/json";

    private static final String DESCRIPTION = """
            Locks, semaphores, elections, groups, sessions, work queues and caches, kept by a cluster that agrees through Raft.

            * **Anywhere.** Every node answers. Reads are linearizable where they arrive. A mutation that arrives at a node \
            which does not lead is answered 307 with the leader's address, or forwarded if the request has credentials or \
            `Holdfast-Routing: forward`. Messages of queues and entries of caches are taken and handed out by every node.
            * **Again.** Every mutation has an `Idempotency-Key`, minted if you send none. Repeated under the same key, it \
            is carried out once and answered the same.
            * **Who asks** is told by `Authorization: Bearer` and a key, where the cluster wants to know. A session is used \
            by the principal that opened it, and by nobody else.
            * **Durations** are written `500ms`, `30s`, `2m`, `1h` or ISO-8601 in requests, and are whole milliseconds in \
            answers. Tokens, terms, tickets and versions are strings, because they have 64 bits.
            * **Problems** are `application/problem+json` with a stable `code`.
            * **Examples** are numbered across all operations and can be followed in order; put the session, token and \
            ticket that you were given in place of those shown.""";

    private final List<ApiNotes> notes;
    private final List<SessionContents> contents;
    private final JsonMapper mapper;

    ApiDocument(List<ApiNotes> notes, List<SessionContents> contents, JsonMapper mapper) {
        this.notes = notes;
        this.contents = contents;
        this.mapper = mapper;
    }

    @Override
    public void customise(OpenAPI api) {
        api.info(new Info()
                        .title("Holdfast")
                        .version("1")
                        .description(DESCRIPTION)
                        .license(new License().name("Apache-2.0")))
                .servers(List.of(new Server().url("/").description("This node")))
                .tags(List.of(
                        new Tag().name("Events").description("What happens, as it happens"),
                        new Tag().name("Cluster").description("Who is there, and who leads"),
                        new Tag().name("Keys").description("By which callers are known, and what they may do"),
                        new Tag()
                                .name("Locks")
                                .description("Shared and exclusive locks with fencing tokens and queues"),
                        new Tag()
                                .name("Queues")
                                .description(
                                        "Work queues: at least once, in order within a group, receipts that fence"),
                        new Tag()
                                .name("Caches")
                                .description("Entries with versions, windows of freshness, tags and leases to fill"),
                        new Tag().name("Semaphores").description("Numbers of permits, with fencing tokens and queues"),
                        new Tag().name("Sessions").description("Through which clients own things")));
        var components = api.getComponents() == null ? new Components() : api.getComponents();
        api.components(components);
        components.addSchemas(ApiProblems.SCHEMA, ApiProblems.schema());
        components.addSecuritySchemes(
                KEY,
                new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .description(
                                "A key, or a token of the issuer that is configured; nothing while nobody has to say"
                                        + " who asks"));
        api.addSecurityItem(new SecurityRequirement().addList(KEY));
        describeContents(components);
        var byOperation = new LinkedHashMap<String, OperationNotes>();
        notes.forEach(all -> all.operations().forEach(one -> byOperation.put(one.operation(), one)));
        api.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> complete(components, path, method, operation, byOperation)));
    }

    /** A session shows what it owns under fields that other packages contribute. */
    private void describeContents(Components components) {
        var session = components.getSchemas().get("Session");
        if (session == null) {
            return;
        }
        for (var kind : contents) {
            session.addProperty(kind.name(), new ArraySchema().items(new ApiSchemas(components).of(kind.type())));
        }
    }

    private void complete(
            Components components,
            String path,
            HttpMethod method,
            Operation operation,
            Map<String, OperationNotes> byOperation) {
        var note = byOperation.getOrDefault(operation.getOperationId(), OperationNotes.of(operation.getOperationId()));
        boolean mutation = method != HttpMethod.GET;
        var responses = new ApiResponses();
        for (var outcome : note.outcomes()) {
            var response = ApiHeaders.onSuccess(
                    new ApiResponse().description(outcome.description()), mutation, outcome.status());
            if (outcome.body() != Void.class) {
                var body = new MediaType().schema(new ApiSchemas(components).of(outcome.body()));
                response.content(new Content().addMediaType(JSON, body));
            }
            responses.addApiResponse(Integer.toString(outcome.status()), response);
        }
        if (mutation) {
            operation.addParametersItem(ApiHeaders.idempotencyKey());
            if (!note.isAnywhere()) {
                operation.addParametersItem(ApiHeaders.routing());
            }
        }
        ApiProblems.add(responses, path, note, mutation);
        operation.responses(responses);
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(ApiDocument::straighten);
        }
        note.steps().forEach(step -> add(operation, step));
    }

    private void add(Operation operation, OperationNotes.Step step) {
        var request = operation.getRequestBody() == null
                ? null
                : operation.getRequestBody().getContent().get(JSON);
        if (request != null && step.request() != null) {
            request.addExamples(step.name(), example(step, step.request()));
        }
        var response = operation.getResponses().get(Integer.toString(step.status()));
        if (response == null) {
            throw new IllegalStateException(operation.getOperationId() + " never answers " + step.status());
        }
        response.getContent().values().forEach(body -> body.addExamples(step.name(), example(step, step.answer())));
    }

    private Example example(OperationNotes.Step step, String json) {
        return new Example().summary(step.summary()).value(mapper.readValue(json, Object.class));
    }

    /** A ticket looks like a number and is none; a parameter that is not sent is not null. */
    private static void straighten(Parameter parameter) {
        if (parameter.getSchema().getTypes() instanceof Set<?> types && types.size() > 1) {
            parameter.getSchema().getTypes().remove("null");
        }
        if (parameter.getExample() instanceof Number) {
            parameter.setExample(parameter.getExample().toString());
        }
    }
}
