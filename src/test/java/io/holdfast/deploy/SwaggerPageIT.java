package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page to explore the API, in a browser, at a node that does not lead: it shows all operations, tries one out, and asks
 * nobody but its own node. Runs where a Chromium is installed; {@code -Dholdfast.browser=required} has it fail where none is.
 */
@DisabledOnOs(OS.WINDOWS)
class SwaggerPageIT {

    private static final Duration LONG = Duration.ofMinutes(6);

    /** Waits for something on the page, for up to half a minute. */
    private static final String UNTIL = """
            const until = async (what) => {
              for (let i = 0; i < 300; i++) {
                const found = what();
                if (found) return found;
                await new Promise(resolve => setTimeout(resolve, 100));
              }
              throw new Error('never: ' + what + ' in ' + document.body.innerText.slice(0, 2000));
            };
            """;

    @TempDir
    private static Path home;

    private static Launcher launcher;

    @BeforeAll
    static void up() throws IOException {
        boolean required = "required".equals(System.getProperty("holdfast.browser"));
        assumeTrue(required || Browser.installed().isPresent(), "no Chromium is installed");
        launcher = new Launcher(home);
        launcher.takeJar(Path.of(System.getProperty("holdfast.jar", "target/holdfast.jar")));
        var up = launcher.run(LONG, "up");
        assertThat(up.exitCode()).as(up.output()).isZero();
    }

    @AfterAll
    static void down() {
        if (launcher != null) {
            launcher.run(LONG, "down");
        }
    }

    @Test
    void anOperationIsTriedOutAtANodeThatDoesNotLead() throws Exception {
        int follower = follower();
        var origin = "http://127.0.0.1:" + launcher.httpPort(follower);
        var profile = Files.createDirectories(home.resolve("browser"));

        try (var browser = Browser.start(Browser.installed().orElseThrow(), profile)) {
            browser.open(origin + "/swagger-ui/index.html");
            var operations = browser.run(UNTIL + """
                    await until(() => document.querySelector('#operations-Locks-acquireLock'));
                    return document.querySelectorAll('.opblock').length;""");
            var answered = browser.run(UNTIL + """
                    const block = document.querySelector('#operations-Locks-acquireLock');
                    block.querySelector('.opblock-summary-control').click();
                    (await until(() => block.querySelector('.try-out__btn'))).click();
                    (await until(() => block.querySelector('.execute'))).click();
                    const live = await until(() => block.querySelector('.live-responses-table tbody .response-col_status'));
                    await until(() => /[0-9]{3}/.test(live.innerText));
                    return live.innerText + ' ' + block.querySelector('.live-responses-table').innerText;""");

            assertThat(operations.asInt()).isGreaterThan(40);
            assertThat(answered.asString())
                    .startsWith("200")
                    .contains("\"state\": \"HELD\"", "\"owner\": \"alice\"")
                    .containsIgnoringCase("holdfast-leader: ")
                    .containsIgnoringCase("holdfast-node: n" + follower);
            assertThat(browser.requested())
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(origin + '/')
                            || url.startsWith("data:")
                            || url.startsWith("blob:")
                            || url.equals("about:blank"));
        }
    }

    private static int follower() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + launcher.httpPort(1) + "/api/v1/cluster"));
            var cluster = JsonMapper.shared()
                    .readTree(client.send(request.build(), BodyHandlers.ofString())
                            .body());
            return cluster.path("leader").asString().equals("n1") ? 2 : 1;
        }
    }
}
