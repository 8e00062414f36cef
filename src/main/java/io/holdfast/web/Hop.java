package io.holdfast.web;

import io.holdfast.cluster.Member;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What travels from node to node with a forwarded request and its answer: all but what belongs to the connection. */
final class Hop {

    /** Of the connection (RFC 9110, 7.6.1), or set anew on the next one. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private Hop() {}

    /** Credentials of the client, which stay where they were checked. */
    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "cookie", "x-api-key", Api.CALLER.toLowerCase(Locale.ROOT));

    /** @param seal says who made the request; null while nobody has to say */
    static HttpRequest request(Call call, URI leader, String node, @Nullable Seal seal) {
        var body = call.body();
        var request = HttpRequest.newBuilder(uri(call, leader))
                .method(
                        call.getMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        var dropped = named(call);
        for (var name : Collections.list(call.getHeaderNames())) {
            var lower = name.toLowerCase(Locale.ROOT);
            boolean checked = seal != null && CREDENTIALS.contains(lower);
            if (!OF_THE_CONNECTION.contains(lower) && !dropped.contains(lower) && !checked) {
                call.getHeaders(name).asIterator().forEachRemaining(value -> request.header(name, value));
            }
        }
        request.setHeader(Api.IDEMPOTENCY_KEY, call.key().key());
        request.setHeader(Api.FORWARDED, node);
        if (seal != null) {
            var sealed =
                    new Seal.Sealed(call.getMethod(), call.target(), call.key().key(), body);
            request.setHeader(Api.CALLER, seal.put(Caller.of(call), sealed, System.currentTimeMillis() / 1_000));
        }
        return request.build();
    }

    private static URI uri(Call call, URI leader) {
        return Input.valid(() -> URI.create(origin(leader) + call.target()));
    }

    /** A node's client address without a slash at its end, to which paths can be appended. */
    static String origin(URI client) {
        var text = client.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** Headers that the sender said belong to the connection. */
    private static Set<String> named(Call call) {
        var names = new TreeSet<String>();
        var connection = call.getHeaders(HttpHeaders.CONNECTION);
        while (connection.hasMoreElements()) {
            for (var name : connection.nextElement().split(",")) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    static void answer(Member leader, HttpResponse<byte[]> from, HttpServletResponse to) throws IOException {
        to.setStatus(from.statusCode());
        from.headers().map().forEach((name, values) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_CONNECTION.contains(lower) && !lower.equals("date") && !name.equalsIgnoreCase(Api.NODE)) {
                to.setHeader(name, values.getFirst());
                values.subList(1, values.size()).forEach(value -> to.addHeader(name, value));
            }
        });
        to.setHeader(Api.LEADER, leader.node());
        to.setContentLength(from.body().length);
        to.getOutputStream().write(from.body());
    }
}
