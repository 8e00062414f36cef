package io.holdfast.web;

import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;

/** Problems in the API's document: under each status the codes that it can mean. */
final class ApiProblems {

    static final String SCHEMA = "Problem";

    private static final String PROBLEM_JSON = "application/problem+json";

    /** What any operation can meet. */
    private static final List<ProblemType> ANY = List.of(
            ProblemType.BAD_REQUEST,
            ProblemType.UNAUTHENTICATED,
            ProblemType.FORBIDDEN,
            ProblemType.NOT_ACCEPTABLE,
            ProblemType.RATE_LIMIT,
            ProblemType.WAIT_LIMIT,
            ProblemType.INTERNAL);

    /** What any mutation can meet besides. */
    private static final List<ProblemType> MUTATION = List.of(
            ProblemType.NOT_LEADER,
            ProblemType.GUARD_FAILED,
            ProblemType.BODY_TOO_LARGE,
            ProblemType.KEY_REUSED,
            ProblemType.OVERLOADED,
            ProblemType.OUTCOME_UNKNOWN);

    private ApiProblems() {}

    static Schema<?> schema() {
        var schema = new ObjectSchema();
        schema.description("A refusal (RFC 9457). Some codes have more fields, which the examples show.");
        schema.addProperty("type", new StringSchema().description("urn:holdfast:problem: and the code"));
        schema.addProperty("title", new StringSchema().description("What the code means"));
        schema.addProperty("status", new IntegerSchema().description("The HTTP status"));
        schema.addProperty("detail", new StringSchema().description("What is wrong, and what to do next"));
        schema.addProperty("code", new StringSchema().description("Tells problems apart; never changes"));
        schema.addProperty("instance", new StringSchema().description("The path of the request"));
        schema.setRequired(List.of("type", "title", "status", "detail", "code", "instance"));
        return schema;
    }

    static void add(ApiResponses responses, String path, OperationNotes notes, boolean mutation) {
        var types = new ArrayList<>(ANY);
        if (notes.majority()) {
            types.add(ProblemType.NO_LEADER);
        }
        if (mutation) {
            types.addAll(MUTATION);
            if (notes.isAnywhere()) {
                types.remove(ProblemType.NOT_LEADER);
                types.add(ProblemType.FENCE_LIMIT);
            }
        }
        types.addAll(notes.problems());
        var byStatus =
                types.stream().collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()));
        byStatus.forEach(
                (status, all) -> responses.addApiResponse(Integer.toString(status), response(path, status, all)));
    }

    private static ApiResponse response(String path, int status, List<ProblemType> types) {
        var body = new MediaType().schema(new Schema<>().$ref(SCHEMA));
        types.forEach(type -> body.addExamples(type.code(), example(path, type)));
        var description = types.stream()
                .map(type -> type.title() + ": `" + type.code() + "`")
                .collect(Collectors.joining("; "));
        var response = new ApiResponse().description(description);
        ApiHeaders.onAny(response);
        if (status == ProblemType.NOT_LEADER.status()) {
            response.addHeaderObject(HttpHeaders.LOCATION, text("The same path and query at the leader"));
            response.addHeaderObject(Api.LEADER, text("The node that leads"));
        }
        if (status == ProblemType.NO_LEADER.status() || types.contains(ProblemType.OVERLOADED)) {
            response.addHeaderObject(HttpHeaders.RETRY_AFTER, text("After how many seconds to try again"));
        }
        return response.content(new Content().addMediaType(PROBLEM_JSON, body));
    }

    private static Header text(String description) {
        return new Header().description(description).schema(new StringSchema());
    }

    private static Example example(String path, ProblemType type) {
        var problem = Problem.of(type, type.title() + ". The detail says more, and what to do.");
        return new Example().summary(type.title()).value(problem.body(path));
    }
}
