package io.holdfast.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpFileTest {

    private static final String TWO_REQUESTS = """
            @host = http://127.0.0.1:1
            @lock = demo

            ### Take it
            # Words about it.
            # @name acquire
            POST {{host}}/echo/{{lock}}?a=1
                &b=2
            Content-Type: application/json

            {
              "owner": "alice"
            }

            ?? status == 200
            ?? header Holdfast-Node exists
            ?? body body.owner == alice
            ?? body holders[0].owner == alice
            ?? body holders.length >= 1
            ?? body nothing isFalse

            ### Use its token
            # @after ./holdfast stop n1
            GET {{host}}/echo/{{acquire.token}}/{{acquire.response.body.holders[0].owner}}

            ?? body path == /echo/17/alice
            """;

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/echo", this::echo);
        server.createContext("/away", exchange -> {
            exchange.getResponseHeaders().add("Location", url() + "/echo/moved");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anExampleKnowsItsParts() {
        var file = HttpFile.parse(Path.of("a.http"), TWO_REQUESTS.lines().toList());

        assertThat(file.variables()).containsEntry("lock", "demo");
        assertThat(file.examples()).hasSize(2);
        var first = file.examples().getFirst();
        assertThat(first.title()).isEqualTo("Take it");
        assertThat(first.line()).isEqualTo(7);
        assertThat(first.url()).isEqualTo("{{host}}/echo/{{lock}}?a=1&b=2");
        assertThat(first.headers()).containsExactly(Map.entry("Content-Type", "application/json"));
        assertThat(first.body()).startsWith("{").endsWith("}");
        assertThat(first.expectations()).hasSize(6);
        assertThat(first.after()).isEmpty();
        assertThat(file.examples().getLast().after()).isEqualTo("./holdfast stop n1");
    }

    @Test
    void answersAreHeldAgainstWhatIsExpected() throws Exception {
        assertThat(run(TWO_REQUESTS)).isEmpty();
    }

    @Test
    void anAnswerThatDiffersIsReportedWithItsLine() throws Exception {
        var wrong = run(TWO_REQUESTS.replace("status == 200", "status == 201"));

        assertThat(wrong).first().asString().isEqualTo("line 15: status  is 200, expected == 201");
    }

    @Test
    void redirectsAreFollowedWithTheirBodyUnlessTheExampleSaysOtherwise() throws Exception {
        String followed = """
                ### There and on
                POST {{host}}/away

                {"owner": "alice"}

                ?? body path == /echo/moved
                ?? body body.owner == alice
                """;
        String seen = """
                ### There only
                # @no-redirect
                POST {{host}}/away

                ?? status == 307
                ?? header Location contains /echo/moved
                """;

        assertThat(run(followed)).isEmpty();
        assertThat(run(seen)).isEmpty();
    }

    @Test
    void whatCannotBeReadIsRefused() {
        var lines = List.of("### Broken", "FETCH somewhere");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpFile.parse(Path.of("a.http"), lines))
                .withMessage("a.http:2: cannot read: FETCH somewhere");
    }

    private List<String> run(String text) throws Exception {
        var file = HttpFile.parse(Path.of("a.http"), text.lines().toList());
        try (var client = new ExampleClient(file, Map.of("host", url()))) {
            for (var example : file.examples()) {
                var wrong = client.run(example);
                if (!wrong.isEmpty()) {
                    return wrong;
                }
            }
        }
        return List.of();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void echo(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        byte[] answer = """
                {"path":"%s","token":"17","holders":[{"owner":"alice"}],"nothing":null,"body":%s}
                """.formatted(exchange.getRequestURI().getPath(), body.isEmpty() ? "null" : body)
                .getBytes(UTF_8);
        exchange.getResponseHeaders().add("Holdfast-Node", "n1");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
