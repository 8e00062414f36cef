package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.linearizability.LockMode;
import io.holdfast.linearizability.LockOutput;
import io.holdfast.process.Answer.Deadlocked;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.Answer.Held;
import io.holdfast.process.Answer.Lost;
import io.holdfast.process.Answer.Refused;
import io.holdfast.process.Answer.Released;
import io.holdfast.process.Answer.Seen;
import io.holdfast.process.Answer.TimedOut;
import io.holdfast.process.Answer.Unavailable;
import io.holdfast.process.Answer.Unclaimed;
import io.holdfast.process.Answer.Unknown;
import io.holdfast.process.Answer.Waiting;
import io.holdfast.process.LocksApi.AcquireRequest;
import io.holdfast.process.LocksApi.ConvertRequest;
import io.holdfast.process.LocksApi.ReleaseRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How answers are read, with a server that gives one prepared answer to everything. */
class LocksApiTest {

    private static final AcquireRequest TAKE =
            new AcquireRequest("printer", null, "alice", LockMode.X, Duration.ZERO, Duration.ofMinutes(5));
    private static final ReleaseRequest GIVE_UP = new ReleaseRequest("printer", "f00", "alice", 17, false);

    private final List<String> received = new ArrayList<>();
    private int status = 200;
    private String body = "{}";
    private HttpServer server;
    private HttpApi http;
    private LocksApi locks;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::answer);
        server.start();
        var url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        http = new HttpApi(_ -> url, Duration.ofSeconds(5));
        locks = new LocksApi(http);
    }

    @AfterEach
    void close() {
        http.close();
        server.stop(0);
    }

    @Test
    void anAcquireIsSentAsTheApiWantsIt() {
        locks.acquire("n1", TAKE, "key-1");

        assertThat(received)
                .containsExactly(
                        "POST /api/v1/locks/printer/acquire key-1",
                        "{\"owner\":\"alice\",\"mode\":\"X\",\"wait\":\"0ms\",\"ttl\":\"300000ms\"}");
    }

    @Test
    void aGrantBringsItsToken() {
        body = "{\"state\":\"HELD\",\"session\":\"f00\",\"token\":\"17\",\"holdCount\":2}";

        assertThat(locks.acquire("n1", TAKE, "k")).isEqualTo(new Granted("f00", 17, 2));
    }

    @Test
    void anAcquireIsRefusedInSeveralWays() {
        assertThat(acquireAnswered(202, "{\"session\":\"f00\",\"ticket\":\"23\"}"))
                .isEqualTo(new Waiting("f00", "23"));
        assertThat(acquireAnswered(409, "{\"code\":\"lock-held\"}")).isEqualTo(new Held());
        assertThat(acquireAnswered(409, "{\"code\":\"deadlock\"}")).isEqualTo(new Deadlocked());
        assertThat(acquireAnswered(409, "{\"code\":\"grant-unclaimed\"}")).isEqualTo(new Unclaimed());
        assertThat(acquireAnswered(408, "{\"code\":\"wait-timeout\"}")).isEqualTo(new TimedOut());
        assertThat(acquireAnswered(409, "{\"code\":\"owner-busy\"}")).isEqualTo(new Refused(409, "owner-busy"));
        assertThat(acquireAnswered(429, "{\"code\":\"queue-full\"}")).isEqualTo(new Refused(429, "queue-full"));
    }

    @Test
    void aConversionIsSentAsTheApiWantsItAndBringsItsToken() {
        body = "{\"state\":\"HELD\",\"mode\":\"X\",\"token\":\"19\",\"holdCount\":1}";
        var upgrade = new ConvertRequest("printer", "f00", "alice", 17, LockMode.X, Duration.ofSeconds(1));

        assertThat(locks.convert("n1", upgrade, "key-2")).isEqualTo(new Granted("f00", 19, 1));

        assertThat(received.getFirst()).isEqualTo("POST /api/v1/locks/printer/convert key-2");
        assertThat(received.getLast()).contains("\"token\":\"17\"", "\"to\":\"X\"", "\"wait\":\"1000ms\"");
        status = 409;
        body = "{\"code\":\"lock-lost\"}";
        assertThat(locks.convert("n1", upgrade, "key-3")).isEqualTo(new Lost());
    }

    @Test
    void withoutAQuorumNothingHappens() {
        assertThat(acquireAnswered(503, "{\"code\":\"no-leader\"}")).isInstanceOf(Unavailable.class);
        assertThat(acquireAnswered(429, "{\"code\":\"overloaded\"}")).isInstanceOf(Unavailable.class);
    }

    @Test
    void anOutcomeThatIsUnknownStaysSo() {
        assertThat(acquireAnswered(504, "{\"code\":\"outcome-unknown\"}")).isInstanceOf(Unknown.class);
        assertThat(acquireAnswered(500, "{}")).isInstanceOf(Unknown.class);
        assertThat(acquireAnswered(200, "{\"tok")).isInstanceOf(Unknown.class);
    }

    @Test
    void aReleaseLeavesHoldsOrComesTooLate() {
        assertThat(releaseAnswered(200, "{\"state\":\"HELD\",\"holdCount\":1}")).isEqualTo(new Released(1));
        assertThat(releaseAnswered(409, "{\"code\":\"lock-lost\"}")).isEqualTo(new Lost());
        assertThat(releaseAnswered(409, "{\"code\":\"not-owner\"}")).isEqualTo(new Lost());
        assertThat(releaseAnswered(410, "{\"code\":\"session-gone\"}")).isEqualTo(new Lost());
        assertThat(releaseAnswered(400, "{\"code\":\"bad-request\"}")).isEqualTo(new Refused(400, "bad-request"));
    }

    @Test
    void aLookShowsTheHolders() {
        body = """
                {"lock":"printer","state":"HELD","mode":"S","token":"9","holders":[
                    {"owner":"alice","session":"f00","mode":"S","holdCount":1},
                    {"owner":"bob","session":"f01","mode":"S","holdCount":2}]}""";
        assertThat(locks.inspect("n1", "printer"))
                .isEqualTo(new Seen(LockOutput.Seen.held(LockMode.S, 9, Map.of("alice", 1, "bob", 2))));

        body = "{\"lock\":\"printer\",\"state\":\"FREE\",\"mode\":null,\"token\":null,\"holders\":[]}";
        assertThat(locks.inspect("n1", "printer")).isEqualTo(new Seen(LockOutput.Seen.free()));
    }

    @Test
    void aLookThatIsNotAnsweredTellsNothing() {
        status = 500;

        assertThat(locks.inspect("n1", "printer")).isInstanceOf(Unavailable.class);
    }

    private Answer acquireAnswered(int answerStatus, String answerBody) {
        status = answerStatus;
        body = answerBody;
        return locks.acquire("n1", TAKE, "k");
    }

    private Answer releaseAnswered(int answerStatus, String answerBody) {
        status = answerStatus;
        body = answerBody;
        return locks.release("n1", GIVE_UP, "k");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add("%s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Idempotency-Key")));
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
