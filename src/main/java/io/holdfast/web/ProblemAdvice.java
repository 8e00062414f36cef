package io.holdfast.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.OverloadedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import org.springframework.web.util.WebUtils;

/** Answers everything that goes wrong in or before a controller, in one form. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private final Routing routing;

    ProblemAdvice(Routing routing) {
        this.routing = routing;
    }

    @ExceptionHandler
    ResponseEntity<Object> problem(ProblemException e, HttpServletRequest request) {
        return e.problem().answer(request.getRequestURI());
    }

    /** Returns null where the mutation was brought to another node, which has answered. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> cluster(ClusterException e, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var call = WebUtils.getNativeRequest(request, Call.class);
        var path = request.getRequestURI();
        return switch (e) {
            case OverloadedException overloaded ->
                Routing.overloaded(overloaded.getMessage() + "; try again shortly")
                        .answer(path);
            case OutcomeUnknownException unknown
            when call != null && call.isAnsweredAnywhere() ->
                Routing.outcomeUnknown(call, String.valueOf(unknown.getMessage()))
                        .answer(path);
            case NotLeaderException _, NoLeaderException _
            when call != null && call.isAnsweredAnywhere() ->
                Routing.noLeader(String.valueOf(e.getMessage())).answer(path);
            case NotLeaderException _, NoLeaderException _ when call != null -> rerouted(call, response, false);
            case OutcomeUnknownException _ when call != null -> rerouted(call, response, true);
            case NotLeaderException _ -> asked(request, response);
            case NoLeaderException none ->
                Routing.noLeader(String.valueOf(none.getMessage())).answer(path);
            case OutcomeUnknownException unknown ->
                Problem.of(ProblemType.OUTCOME_UNKNOWN, String.valueOf(unknown.getMessage()))
                        .answer(path);
        };
    }

    private @Nullable ResponseEntity<Object> rerouted(Call call, HttpServletResponse response, boolean uncertain)
            throws IOException {
        routing.afterLoss(call, response, uncertain);
        return null;
    }

    private @Nullable ResponseEntity<Object> asked(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        routing.ask(request, response);
        return null;
    }

    /** A query whose bytes are no text. */
    @ExceptionHandler
    ResponseEntity<Object> unreadable(InvalidParameterException e, HttpServletRequest request) {
        return Problem.of(ProblemType.BAD_REQUEST, "the query is not UTF-8 that is percent-encoded")
                .answer(request.getRequestURI());
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> uncaught(Exception e, HttpServletRequest request) {
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            LOG.debug("client gone: {}", e.getMessage());
            return null;
        }
        LOG.error("failed method={} path={}", request.getMethod(), request.getRequestURI(), e);
        return internal().answer(request.getRequestURI());
    }

    static Problem internal() {
        return Problem.of(
                ProblemType.INTERNAL,
                "this is a defect, and the node's log has the cause; a mutation may or may not have been carried out");
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(Problem.of(ProblemType.BAD_REQUEST, UnreadableBody.explain(e)), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var name = e instanceof MethodArgumentTypeMismatchException argument ? argument.getName() : e.getPropertyName();
        var detail = mismatch(name, e.getRequiredType(), e.getValue());
        return answer(Problem.of(ProblemType.BAD_REQUEST, detail), headers, request);
    }

    /** A query that is read as a whole. */
    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var field = e.getFieldError();
        var detail = field == null
                ? "the query could not be read"
                : mismatch(
                        field.getField(),
                        e.getBindingResult().getFieldType(field.getField()),
                        field.getRejectedValue());
        return answer(Problem.of(ProblemType.BAD_REQUEST, detail), headers, request);
    }

    private static String mismatch(@Nullable String name, @Nullable Class<?> type, @Nullable Object value) {
        var expected = type == boolean.class || type == Boolean.class ? "true or false" : "a number";
        return "\"" + name + "\" must be " + expected + ", not " + Input.quoted(String.valueOf(value));
    }

    @Override
    protected ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var detail = "the query parameter \"" + e.getParameterName() + "\" is missing";
        return answer(Problem.of(ProblemType.BAD_REQUEST, detail), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var methods = e.getSupportedMethods();
        var detail = e.getMethod() + " is not possible here; "
                + (methods == null ? "see /swagger-ui.html" : "use " + String.join(" or ", methods));
        return answer(Problem.of(ProblemType.METHOD_NOT_ALLOWED, detail), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var sent = e.getContentType() == null
                ? "no content type"
                : e.getContentType().toString();
        var detail = "the body was sent as " + sent + "; send JSON with Content-Type: application/json (curl --json)";
        return answer(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
            HttpMediaTypeNotAcceptableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var detail = "answers are JSON; accept application/json";
        return answer(Problem.of(ProblemType.NOT_ACCEPTABLE, detail), headers, request);
    }

    /** All else that the framework refuses. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.is5xxServerError()) {
            return uncaught(e, ((ServletWebRequest) request).getRequest());
        }
        return answer(ofStatus(status.value()), headers, request);
    }

    /** What is said where nothing more than a status is known. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 404 ->
                Problem.of(
                        ProblemType.NOT_FOUND, "no operation has this path; see /swagger-ui.html for those there are");
            case 405 -> Problem.of(ProblemType.METHOD_NOT_ALLOWED, "this method is not possible here");
            case 406 -> Problem.of(ProblemType.NOT_ACCEPTABLE, "answers are JSON; accept application/json");
            case 413 -> Problem.of(ProblemType.BODY_TOO_LARGE, "send less");
            case 415 -> Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "send JSON with Content-Type: application/json");
            case 429, 503 -> Routing.overloaded("the node cannot take more requests; try again shortly");
            case 500 -> internal();
            default ->
                status > 500
                        ? Problem.of(
                                ProblemType.NOT_SUPPORTED.withStatus(status), "use HTTP/1.1 without transfer codings")
                        : Problem.of(
                                ProblemType.BAD_REQUEST.withStatus(status),
                                "the server could not make sense of the request; look at its path and headers");
        };
    }

    private static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers, WebRequest request) {
        headers.forEach((name, values) -> problem.header(name, String.join(", ", values)));
        return problem.answer(((ServletWebRequest) request).getRequest().getRequestURI());
    }
}
