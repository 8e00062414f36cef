package io.holdfast.web;

import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** Headers in the API's document. */
final class ApiHeaders {

    private static final int CREATED = 201;

    private ApiHeaders() {}

    static Parameter idempotencyKey() {
        return new HeaderParameter()
                .name(Api.IDEMPOTENCY_KEY)
                .description(
                        "Names this request, so that a repetition is recognised: 1 to 128 visible ASCII characters")
                .required(false)
                .schema(new StringSchema());
    }

    static Parameter routing() {
        Schema<String> values = new StringSchema();
        values.setEnum(List.of("forward", "redirect"));
        return new HeaderParameter()
                .name(Api.ROUTING)
                .description("What to do if this node does not lead")
                .required(false)
                .schema(values);
    }

    static ApiResponse onAny(ApiResponse response) {
        response.addHeaderObject(Api.NODE, header("The node that answers"));
        return response;
    }

    static ApiResponse onSuccess(ApiResponse response, boolean mutation, int status) {
        onAny(response);
        if (mutation) {
            response.addHeaderObject(Api.LEADER, header("The leader, if the request was forwarded to it"));
            response.addHeaderObject(Api.IDEMPOTENCY_KEY, header("The key that was sent, or minted in its place"));
            response.addHeaderObject(Api.REPLAYED, header("`true` if this answer was given before"));
        }
        if (status == CREATED) {
            response.addHeaderObject(HttpHeaders.LOCATION, header("The path of what was created"));
        }
        return response;
    }

    private static Header header(String description) {
        return new Header().description(description).schema(new StringSchema());
    }
}
