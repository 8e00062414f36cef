package io.holdfast.process;

import io.holdfast.process.Reply.Answered;
import io.holdfast.process.Reply.Unavailable;
import io.holdfast.process.Reply.Unknown;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP API as a careful client sees it: it follows the way to the leader itself, sends an {@code Idempotency-Key} with
 * all that changes something, and tells an outcome that is unknown from a request that certainly had no effect. It never
 * tries again on its own.
 */
final class HttpApi implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final int REDIRECTS_MAX = 4;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Function<String, URI> urlOf;
    private final Duration limit;
    private final Access access;
    private final HttpClient client;

    HttpApi(Function<String, URI> urlOf, Duration limit) {
        this(urlOf, limit, Access.OPEN);
    }

    HttpApi(Function<String, URI> urlOf, Duration limit, Access access) {
        this.urlOf = urlOf;
        this.limit = limit;
        this.access = access;
        this.client = access.client()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_LIMIT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /** Starts at the named node and ends where the request was served. */
    Reply post(String node, String path, Map<String, ?> body, String key) {
        return mutate("POST", node, path, JSON.writeValueAsString(body), key);
    }

    Reply put(String node, String path, Map<String, ?> body, String key) {
        return mutate("PUT", node, path, JSON.writeValueAsString(body), key);
    }

    Reply delete(String node, String path, String key) {
        return mutate("DELETE", node, path, "", key);
    }

    /** A read that was not answered tells nothing, so it is never unknown. */
    Reply get(String node, String path) {
        var request = request(urlOf.apply(node).resolve(path)).GET().build();
        return switch (send(request)) {
            case Unknown unknown -> new Unavailable(unknown.why());
            case Reply other -> other;
        };
    }

    static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    private Reply mutate(String method, String node, String path, String body, String key) {
        var url = urlOf.apply(node).resolve(path);
        for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
            var request = request(url)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .build();
            var reply = send(request);
            if (!(reply instanceof Answered answered) || answered.status() != 307) {
                return reply;
            }
            if (answered.location() == null) {
                return new Unavailable("redirected to nowhere: " + answered);
            }
            url = url.resolve(answered.location());
        }
        return new Unavailable("redirected more than " + REDIRECTS_MAX + " times, last to " + url);
    }

    private HttpRequest.Builder request(URI url) {
        return access.request(url).timeout(limit).header("Accept", "application/json, application/problem+json");
    }

    private Reply send(HttpRequest request) {
        try {
            return reply(client.send(request, BodyHandlers.ofString()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Unavailable("cannot connect to " + request.uri() + ": " + e.getMessage());
        } catch (IOException | JacksonException e) {
            return new Unknown(request.uri() + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Unknown("interrupted");
        }
    }

    private static Reply reply(HttpResponse<String> response) {
        var text = response.body();
        var body = text.isBlank() ? JSON.nullNode() : JSON.readTree(text);
        var answered = new Answered(
                response.statusCode(),
                body,
                response.headers().firstValue("Holdfast-Node").orElse(""),
                response.headers().firstValue("Location").map(URI::create).orElse(null));
        return switch (response.statusCode()) {
            case 503 ->
                new Unavailable("503 %s from %s: %s"
                        .formatted(
                                code(body), answered.node(), body.path("detail").asString("")));
            case 429 -> code(body).equals("overloaded") ? new Unavailable("429 from " + answered.node()) : answered;
            case 500, 502, 504 -> new Unknown(response.statusCode() + " " + body + " from " + answered.node());
            default -> answered;
        };
    }

    static String code(JsonNode problem) {
        return problem.path("code").asString("");
    }
}
