package io.holdfast.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Chromium without a window, driven over its DevTools protocol, which remembers every address it asked for. */
final class Browser implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/.*");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final WebSocket page;

    private Browser(Process process, String address) throws Exception {
        this.process = process;
        var pages = client.send(
                HttpRequest.newBuilder(URI.create("http://" + address + "/json/list"))
                        .build(),
                BodyHandlers.ofString());
        var url = JsonMapper.shared()
                .readTree(pages.body())
                .at("/0/webSocketDebuggerUrl")
                .asString();
        page = client.newWebSocketBuilder()
                .buildAsync(URI.create(url), new Listening())
                .join();
        call("Network.enable", Map.of());
        call("Page.enable", Map.of());
    }

    /** Where a browser is installed on this machine, if one is. */
    static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param profile an empty directory for what it keeps */
    static Browser start(Path program, Path profile) throws Exception {
        var process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        try {
            return new Browser(process, address(process));
        } catch (Exception | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String address(Process process) {
        var found = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            var said = new StringBuilder();
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    said.append(line).append('\n');
                    var match = LISTENING.matcher(line);
                    if (match.matches()) {
                        found.complete(match.group(1));
                    }
                }
                found.completeExceptionally(new AssertionError("the browser ended: " + said));
            } catch (IOException e) {
                found.completeExceptionally(new UncheckedIOException(e));
            }
        });
        return found.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    void open(String url) {
        call("Page.navigate", Map.of("url", url));
    }

    /** Has the page run the body of an asynchronous function; what it returned. */
    JsonNode run(String body) {
        var answer = call(
                "Runtime.evaluate",
                Map.of("expression", "(async () => {" + body + "})()", "awaitPromise", true, "returnByValue", true));
        var failure = answer.at("/exceptionDetails");
        if (!failure.isMissingNode()) {
            throw new AssertionError("the page failed: " + failure);
        }
        return answer.at("/result/value");
    }

    /** Every address that the page has asked for. */
    List<String> requested() {
        return List.copyOf(requested);
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        int id = ids.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        page.sendText(
                        JsonMapper.shared()
                                .writeValueAsString(Map.of("id", id, "method", method, "params", parameters)),
                        true)
                .join();
        return answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    private final class Listening implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                hear(JsonMapper.shared().readTree(text.toString()));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    private void hear(JsonNode message) {
        if (message.path("method").asString("").equals("Network.requestWillBeSent")) {
            requested.add(message.at("/params/request/url").asString());
        }
        var waiting = answers.remove(message.path("id").asInt(0));
        if (waiting != null) {
            waiting.complete(message.path("result"));
        }
    }

    @Override
    public void close() {
        page.abort();
        client.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
