package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.deploy.Expression.Selector;
import io.holdfast.deploy.Expression.Series;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever dashboard and alerts look at, a node that was asked a few things shows: names, labels and their values.
 *
 * <p>Left out, by name: what Prometheus makes itself, what the rules make, and failures, of which a healthy node has none.
 */
@DisabledOnOs(OS.WINDOWS)
class MetricNamesIT {

    private static final Duration LONG = Duration.ofMinutes(6);
    private static final int LOOKS = 300;
    private static final long LOOK_MILLIS = 200;
    /** Prometheus makes these. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");
    /** Prometheus adds these to what a node shows. */
    private static final Set<String> ADDED_LABELS = Set.of("job", "instance", "node", "holdfast_cluster");

    private static final String FAILURE = "SERVER_ERROR";

    @TempDir
    private static Path home;

    private static Launcher launcher;
    private static List<Series> shown;

    @BeforeAll
    static void askANodeAFewThings() throws Exception {
        launcher = new Launcher(home);
        launcher.takeJar(Path.of(System.getProperty("holdfast.jar", "target/holdfast.jar")));
        var up = launcher.run(LONG, "up", "--nodes", "1");
        assertThat(up.exitCode()).as(up.output()).isZero();
        var grant = JsonMapper.shared().readTree(post("/api/v1/locks/a/acquire", "{\"owner\":\"a\",\"ttl\":\"10m\"}"));
        post("/api/v1/locks/a/acquire", "{\"owner\":\"b\"}");
        get("/api/v1/locks/a");
        post(
                "/api/v1/locks/a/release",
                "{\"session\":\"%s\",\"token\":\"%s\"}"
                        .formatted(
                                grant.path("session").asString(),
                                grant.path("token").asString()));
        put("/api/v1/queues/q", "{}");
        post("/api/v1/queues/q/messages", "{}");
        put("/api/v1/caches/c", "{}");
        for (int looks = 0; looks == 0 || (looks < LOOKS && !hasMeasured()); looks++) {
            useTheCache();
            Thread.sleep(LOOK_MILLIS);
            shown = Series.parse(get("/actuator/prometheus"));
        }
    }

    /** A node that reads begins to keep copies; what changes several entries at once calls them back, even its own. */
    private static void useTheCache() throws Exception {
        var entry = "/api/v1/caches/c/entries/%7Bx%7Da";
        get(entry);
        get(entry);
        post(
                "/api/v1/caches/c/entries/batch-put",
                "{\"items\":[{\"key\":\"{x}a\",\"value\":1},{\"key\":\"{x}b\",\"value\":2}],\"atomic\":true}");
    }

    /** A node looks at its queues and caches every few seconds. */
    private static boolean hasMeasured() {
        return Stream.of("holdfast_queue_messages", "holdfast_cache_entries", "holdfast_cache_wishes_total")
                .allMatch(
                        name -> shown.stream().anyMatch(series -> series.name().equals(name)));
    }

    @AfterAll
    static void down() {
        launcher.run(LONG, "down");
    }

    @TestFactory
    Stream<DynamicTest> whatTheDashboardLooksAtIsShown() throws IOException {
        return tests(Dashboard.read().expressions());
    }

    @TestFactory
    Stream<DynamicTest> whatTheRulesLookAtIsShown() throws IOException {
        return tests(Rules.read().expressions());
    }

    private static Stream<DynamicTest> tests(List<Expression> expressions) throws IOException {
        var recorded = Rules.read().recorded();
        return expressions.stream()
                .flatMap(expression -> expression.selectors().stream())
                .distinct()
                .filter(selector -> !OF_PROMETHEUS.contains(selector.metric()))
                .filter(selector -> !recorded.contains(selector.metric()))
                .map(MetricNamesIT::ofAHealthyNode)
                .map(selector -> DynamicTest.dynamicTest(
                        selector.toString(),
                        () -> assertThat(shown).anyMatch(series -> selector.selects(series, ADDED_LABELS))));
    }

    private static Selector ofAHealthyNode(Selector selector) {
        return new Selector(
                selector.metric(),
                selector.matchers().stream()
                        .filter(matcher -> !matcher.value().equals(FAILURE))
                        .toList());
    }

    private static String get(String path) throws Exception {
        return send(request(path).GET());
    }

    private static void put(String path, String body) throws Exception {
        send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    private static String post(String path, String body) throws Exception {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + launcher.httpPort(1) + path));
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString()).body();
        }
    }
}
