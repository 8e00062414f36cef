package io.holdfast.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.cluster.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Another node, as far as its HTTP goes: it gives prepared answers and notes what it was asked. */
final class FakeLeader implements AutoCloseable {

    record Asked(String method, URI uri, Map<String, List<String>> headers, String body) {

        String header(String name) {
            var values = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
            values.putAll(headers);
            return values.containsKey(name) ? String.join(",", values.get(name)) : null;
        }
    }

    /** Prepares an answer; it may take its time. */
    @FunctionalInterface
    interface Script {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final String node;
    private final HttpServer server;
    private final Deque<Script> scripts = new ArrayDeque<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    FakeLeader(String node) {
        this.node = node;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    Member member() {
        return ReplicaConsensus.member(node, server.getAddress().getPort());
    }

    synchronized FakeLeader then(Script script) {
        scripts.add(script);
        return this;
    }

    FakeLeader then(int status, String json) {
        return then(exchange -> send(exchange, status, json));
    }

    List<Asked> asked() {
        return asked;
    }

    void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set(Api.NODE, node);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Asked(
                exchange.getRequestMethod(), exchange.getRequestURI(), Map.copyOf(exchange.getRequestHeaders()), body));
        try {
            next().answer(exchange);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private synchronized Script next() {
        return scripts.isEmpty() ? exchange -> send(exchange, 200, "{\"from\":\"" + node + "\"}") : scripts.remove();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
