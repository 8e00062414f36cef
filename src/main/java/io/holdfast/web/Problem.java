package io.holdfast.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** A refusal as clients see it (RFC 9457): what is wrong, what to do next, and the fields needed to do it. */
public final class Problem {

    private final ProblemType type;
    private final String detail;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final HttpHeaders headers = new HttpHeaders();

    private Problem(ProblemType type, String detail) {
        this.type = type;
        this.detail = detail;
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail);
    }

    /** Adds a field; null adds nothing. */
    public Problem with(String field, @Nullable Object value) {
        if (value != null) {
            fields.put(field, value);
        }
        return this;
    }

    /** Adds a header to the answer. */
    public Problem header(String name, String value) {
        headers.set(name, value);
        return this;
    }

    /** Says when it is worth trying again. */
    public Problem retryAfterSeconds(long seconds) {
        return header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }

    public ProblemType type() {
        return type;
    }

    /** What is wrong, and what to do next. */
    public String detail() {
        return detail;
    }

    HttpHeaders headers() {
        return headers;
    }

    Map<String, Object> body(String instance) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", type.uri().toString());
        body.put("title", type.title());
        body.put("status", type.status());
        body.put("detail", detail);
        body.put("code", type.code());
        body.put("instance", instance);
        body.putAll(fields);
        return body;
    }

    /** The answer of a controller, to the request at this path. */
    ResponseEntity<Object> answer(String instance) {
        return ResponseEntity.status(type.status())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body(instance));
    }

    @Override
    public String toString() {
        return type.code() + ": " + detail;
    }
}
