package io.holdfast.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * Stands in for the product where the fixture itself is tested: starts in no time, claims to be led by n1, and calls a
 * peer when it is asked to.
 */
final class FakeNode {

    private static final int CALL_LIMIT_MILLIS = 300;

    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, Integer> peerPorts = new LinkedHashMap<>();

    private FakeNode(String[] options) {
        for (var option : options) {
            var pair = option.substring(2).split("=", 2);
            properties.put(pair[0], pair[1]);
        }
        for (var member : properties.get("holdfast.cluster.members").split(",")) {
            var parts = member.split("/", 3);
            peerPorts.put(parts[0], Integer.parseInt(parts[1].split(":")[1]));
        }
    }

    public static void main(String[] options) throws IOException {
        new FakeNode(options).run();
    }

    private void run() throws IOException {
        var data = Path.of(properties.get("holdfast.node.data-dir"));
        if (Files.exists(data.resolve("damaged"))) {
            System.exit(74);
        }
        Files.createDirectories(data);
        Files.writeString(data.resolve("log"), "entries");
        var peers = new ServerSocket(
                Integer.parseInt(properties.get("holdfast.node.peer-port")), 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(() -> echo(peers));
        var http = HttpServer.create(
                new InetSocketAddress(
                        properties.get("server.address"), Integer.parseInt(properties.get("server.port"))),
                50);
        http.createContext("/actuator/health/readiness", exchange -> answer(exchange, 200, "{\"status\":\"UP\"}"));
        http.createContext("/actuator/raft", exchange -> answer(exchange, 200, status()));
        http.createContext("/call/", exchange -> answer(exchange, call(exchange) ? 200 : 504, "{}"));
        http.createContext("/api/", this::lead);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
        System.out.println(name() + " is up");
    }

    private String name() {
        return properties.get("holdfast.node.id");
    }

    private String status() {
        return """
                {"node":"%s","groups":[{"group":"coordination","peer":"%s","role":"%s","term":1,"leader":"n1"}]}""".formatted(name(), name(), name().equals("n1") ? "LEADER" : "FOLLOWER");
    }

    private void lead(HttpExchange exchange) throws IOException {
        if (name().equals("n1")) {
            answer(
                    exchange,
                    200,
                    "{\"key\":\"%s\"}".formatted(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
            return;
        }
        exchange.getResponseHeaders()
                .add(
                        "Location",
                        properties.get("leader.url") + exchange.getRequestURI().getPath());
        answer(exchange, 307, "{\"code\":\"not-leader\"}");
    }

    private boolean call(HttpExchange exchange) {
        var path = exchange.getRequestURI().getPath();
        try (var peer = new Socket(
                InetAddress.getLoopbackAddress(), peerPorts.get(path.substring(path.lastIndexOf('/') + 1)))) {
            peer.setSoTimeout(CALL_LIMIT_MILLIS);
            peer.getOutputStream().write(1);
            return peer.getInputStream().read() == 1;
        } catch (IOException _) {
            return false;
        }
    }

    private static void echo(ServerSocket peers) {
        while (!peers.isClosed()) {
            try (var peer = peers.accept()) {
                peer.getOutputStream().write(peer.getInputStream().read());
            } catch (IOException _) {
                // The caller has gone.
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
