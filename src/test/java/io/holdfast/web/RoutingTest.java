package io.holdfast.web;

import static io.holdfast.web.ReplicaConsensus.N2;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.holdfast.web.EdgeProperties.Mode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where mutations go. The other node is a tiny server; the controllers are a chain that answers 200 "here". */
class RoutingTest {

    private static final String PATH = "/api/v1/locks/demo/acquire";

    private final ReplicaConsensus consensus = new ReplicaConsensus();
    private final FakeLeader n2 = new FakeLeader("n2");
    private final FakeLeader n3 = new FakeLeader("n3");
    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();

    private EdgeProperties properties = properties(Mode.REDIRECT, Duration.ofMillis(300), Duration.ofSeconds(5), 10);
    private final Farewell farewell = new Farewell(Duration.ZERO);
    private Forwarder forwarder;

    @AfterEach
    void closeAll() {
        n2.close();
        n3.close();
        if (forwarder != null) {
            forwarder.close();
        }
    }

    @Test
    void theLeaderAnswersItself() throws Exception {
        var answer = send(post());

        assertThat(answer.getContentAsString()).isEqualTo("here");
        assertThat(answer.getHeader(Api.NODE)).isEqualTo("n1");
        assertThat(answer.getHeader(Api.IDEMPOTENCY_KEY)).hasSize(22);
        assertThat(answer.getHeader(Api.LEADER)).isNull();
    }

    @Test
    void aFollowerRedirectsToTheLeadersClientAddress() throws Exception {
        consensus.follow(N2);
        var request = post();
        request.setRequestURI("/api/v1/locks/a%3Ab/acquire");
        request.setQueryString("poll=1s&x=%20");

        var answer = send(request);

        assertThat(answer.getStatus()).isEqualTo(307);
        assertThat(answer.getHeader("Location"))
                .isEqualTo("http://127.0.0.1:8082/api/v1/locks/a%3Ab/acquire?poll=1s&x=%20");
        assertThat(answer.getHeader(Api.NODE)).isEqualTo("n1");
        assertThat(answer.getHeader(Api.LEADER)).isEqualTo("n2");
        assertThat(answer.getContentType()).isEqualTo("application/problem+json");
        assertThat(json(answer).path("code").asString()).isEqualTo("not-leader");
        assertThat(json(answer).path("type").asString()).isEqualTo("urn:holdfast:problem:not-leader");
        assertThat(json(answer).path("leader").asString()).isEqualTo("n2");
    }

    @Test
    void readsAreAnsweredWhereTheyArrive() throws Exception {
        consensus.follow(N2);
        var request = new MockHttpServletRequest("GET", "/api/v1/locks/demo");
        request.setServletPath("/api/v1/locks/demo");

        assertThat(send(request).getContentAsString()).isEqualTo("here");
    }

    @ParameterizedTest
    @CsvSource({"Holdfast-Routing, forward", "Authorization, Basic YTpi", "X-Api-Key, secret", "Cookie, session=1"})
    void aFollowerForwardsForWhoCannotFollowARedirect(String header, String value) throws Exception {
        consensus.follow(n2.member());
        n2.then(200, "{\"state\":\"HELD\"}");
        var request = post();
        request.addHeader(header, value);

        var answer = send(request);

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getContentAsString()).isEqualTo("{\"state\":\"HELD\"}");
        assertThat(answer.getHeader(Api.NODE)).isEqualTo("n1");
        assertThat(answer.getHeader(Api.LEADER)).isEqualTo("n2");
        assertThat(n2.asked().getFirst().header(header)).isEqualTo(value);
    }

    @Test
    void aForwardedRequestArrivesWhole() throws Exception {
        consensus.follow(n2.member());
        var request = post();
        request.setQueryString("poll=1s");
        request.addHeader(Api.ROUTING, "forward");
        request.addHeader("X-Trace", "one");
        request.addHeader("X-Trace", "two");
        request.addHeader("Connection", "close, X-Private");
        request.addHeader("X-Private", "of this hop");

        var answer = send(request);

        var asked = n2.asked().getFirst();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.uri().toString()).isEqualTo(PATH + "?poll=1s");
        assertThat(asked.body()).isEqualTo("{\"owner\":\"alice\"}");
        assertThat(asked.header("Content-Type")).isEqualTo("application/json");
        assertThat(asked.header("X-Trace")).isEqualTo("one,two");
        assertThat(asked.header("X-Private")).isNull();
        assertThat(asked.header("Holdfast-Forwarded")).isEqualTo("n1");
        assertThat(asked.header("Idempotency-Key")).isEqualTo(answer.getHeader(Api.IDEMPOTENCY_KEY));
    }

    @Test
    void refusalsOfTheLeaderArePassedOn() throws Exception {
        consensus.follow(n2.member());
        n2.then(exchange -> {
            exchange.getResponseHeaders().set("X-Extra", "kept");
            exchange.getResponseHeaders().set("Idempotency-Replayed", "true");
            n2.send(exchange, 409, "{\"code\":\"lock-held\"}");
        });

        var answer = send(forwarding());

        assertThat(answer.getStatus()).isEqualTo(409);
        assertThat(answer.getHeader("X-Extra")).isEqualTo("kept");
        assertThat(answer.getHeader(Api.REPLAYED)).isEqualTo("true");
        assertThat(answer.getHeaders(Api.NODE)).containsExactly("n1");
        assertThat(n2.asked()).hasSize(1);
    }

    @Test
    void thePropertyMakesForwardingTheRuleAndTheHeaderTheException() throws Exception {
        properties = properties(Mode.FORWARD, Duration.ofMillis(300), Duration.ofSeconds(5), 10);
        consensus.follow(n2.member());
        var redirecting = post();
        redirecting.addHeader(Api.ROUTING, "redirect");

        assertThat(send(post()).getHeader(Api.LEADER)).isEqualTo("n2");
        assertThat(send(redirecting).getStatus()).isEqualTo(307);
        assertThat(n2.asked()).hasSize(1);
    }

    @Test
    void nothingIsForwardedTwice() throws Exception {
        consensus.follow(n2.member());
        var request = forwarding();
        request.addHeader(Api.FORWARDED, "n3");

        var answer = send(request);

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
        assertThat(json(answer).path("code").asString()).isEqualTo("no-leader");
        assertThat(json(answer).path("leader").asString()).isEqualTo("n2");
        assertThat(n2.asked()).isEmpty();
    }

    @Test
    void whereNobodyLeadsTheClientIsToldToComeBack() throws Exception {
        consensus.follow(null);

        var answer = send(post());

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeader("Retry-After")).isEqualTo("1");
        assertThat(json(answer).path("code").asString()).isEqualTo("no-leader");
    }

    @Test
    void anElectionGoesUnnoticed() throws Exception {
        properties = properties(Mode.REDIRECT, Duration.ofSeconds(20), Duration.ofSeconds(5), 10);
        consensus.follow(null);
        Thread.startVirtualThread(() -> after(100, consensus::lead));

        assertThat(send(post()).getContentAsString()).isEqualTo("here");
    }

    @Test
    void aLeaderThatDoesNotKnowTheOutcomeIsFollowedByTheNext() throws Exception {
        properties = properties(Mode.REDIRECT, Duration.ofSeconds(20), Duration.ofSeconds(5), 10);
        consensus.follow(n2.member());
        n2.then(exchange -> {
            consensus.follow(n3.member());
            n2.send(exchange, 504, "{\"code\":\"outcome-unknown\"}");
        });

        var answer = send(forwarding());

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeader(Api.LEADER)).isEqualTo("n3");
        assertThat(n3.asked().getFirst().header("Idempotency-Key"))
                .isEqualTo(n2.asked().getFirst().header("Idempotency-Key"));
    }

    @Test
    void aLeaderThatCannotBeReachedIsFollowedByTheNext() throws Exception {
        properties = properties(Mode.REDIRECT, Duration.ofSeconds(20), Duration.ofSeconds(5), 10);
        consensus.follow(ReplicaConsensus.member("n2", closedPort()));
        Thread.startVirtualThread(() -> after(200, () -> consensus.follow(n3.member())));

        assertThat(send(forwarding()).getHeader(Api.LEADER)).isEqualTo("n3");
    }

    @Test
    void aLeaderThatHangsIsLeftWhenAnotherLeads() throws Exception {
        consensus.follow(n2.member());
        var released = new CountDownLatch(1);
        n2.then(exchange -> {
            consensus.follow(n3.member());
            released.await(20, TimeUnit.SECONDS);
            n2.send(exchange, 200, "{}");
        });

        var answer = send(forwarding());
        released.countDown();

        assertThat(answer.getHeader(Api.LEADER)).isEqualTo("n3");
    }

    @Test
    void aForwarderThatBecomesTheLeaderAnswersItself() throws Exception {
        consensus.follow(n2.member());
        n2.then(exchange -> {
            consensus.lead();
            n2.send(exchange, 503, "{\"code\":\"no-leader\"}");
        });

        assertThat(send(forwarding()).getContentAsString()).isEqualTo("here");
    }

    @Test
    void aBrokenConnectionIsTriedOnceMoreAtOnce() throws Exception {
        properties = properties(Mode.REDIRECT, Duration.ofSeconds(20), Duration.ofSeconds(5), 10);
        consensus.follow(n2.member());
        n2.then(HttpExchange::close).then(200, "{\"state\":\"HELD\"}");

        assertThat(send(forwarding()).getContentAsString()).isEqualTo("{\"state\":\"HELD\"}");
        assertThat(n2.asked()).hasSize(2);
    }

    @Test
    void whatMayHaveHappenedIsNotCalledUndone() throws Exception {
        consensus.follow(n2.member());
        for (int i = 0; i < 3; i++) {
            n2.then(504, "{\"code\":\"outcome-unknown\"}");
        }

        var answer = send(forwarding());

        assertThat(answer.getStatus()).isEqualTo(504);
        assertThat(json(answer).path("code").asString()).isEqualTo("outcome-unknown");
        assertThat(json(answer).path("idempotencyKey").asString()).isEqualTo(answer.getHeader(Api.IDEMPOTENCY_KEY));
        assertThat(n2.asked()).hasSize(3);
    }

    @Test
    void whatCannotHaveHappenedIsSaidToBeUndone() throws Exception {
        consensus.follow(ReplicaConsensus.member("n2", closedPort()));

        var answer = send(forwarding());

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(json(answer).path("detail").asString()).contains("n2 cannot be reached", "nothing was changed");
    }

    @Test
    void aPeerThatKeepsFailingIsLeftAlone() throws Exception {
        properties = properties(Mode.REDIRECT, Duration.ZERO, Duration.ofSeconds(5), 10);
        consensus.follow(ReplicaConsensus.member("n2", closedPort()));
        for (int i = 0; i < 5; i++) {
            send(forwarding());
        }

        assertThat(json(send(forwarding())).path("detail").asString()).contains("n2 keeps failing");
        assertThat(breakers.circuitBreaker("forward-n2").getState().name()).isEqualTo("OPEN");
    }

    @Test
    void moreThanMayBeUnderWayIsRefused() throws Exception {
        properties = properties(Mode.FORWARD, Duration.ofMillis(300), Duration.ofSeconds(20), 1);
        consensus.follow(n2.member());
        var arrived = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        n2.then(exchange -> {
            arrived.countDown();
            released.await(20, TimeUnit.SECONDS);
            n2.send(exchange, 200, "{}");
        });
        var filter = filter();
        var first = Thread.startVirtualThread(() -> quietly(() -> send(filter, post())));
        arrived.await(20, TimeUnit.SECONDS);

        var answer = send(filter, post());
        released.countDown();
        first.join();

        assertThat(answer.getStatus()).isEqualTo(429);
        assertThat(json(answer).path("code").asString()).isEqualTo("overloaded");
    }

    private MockHttpServletResponse send(MockHttpServletRequest request) throws Exception {
        return send(filter(), request);
    }

    private static MockHttpServletResponse send(Filter filter, MockHttpServletRequest request) throws Exception {
        var response = new MockHttpServletResponse();
        filter.doFilter(request, response, (_, to) -> to.getWriter().write("here"));
        return response;
    }

    private Filter filter() {
        var watch = new LeaderWatch(consensus);
        var problems = new ProblemWriter(JsonMapper.shared());
        var headroom = new Headroom(100, 1 << 20);
        forwarder = new Forwarder(
                properties,
                "n1",
                watch,
                new Forwarder.Guards(breakers, BulkheadRegistry.ofDefaults()),
                new Forwarder.Standing(null, null));
        var routing = new Routing(properties, watch, forwarder, problems);
        var edge = new EdgeFilter("n1", problems, new RequestMeters(new SimpleMeterRegistry()), headroom, farewell);
        var behind = new RoutingFilter(new CallReader(65_536, new Minting(), List.of()), routing, headroom);
        return (request, response, chain) ->
                edge.doFilter(request, response, (one, other) -> behind.doFilter(one, other, chain));
    }

    @Test
    void connectionsStayUntilTheNodeSaysFarewell() throws Exception {
        assertThat(send(post()).getHeader("Connection")).isNull();

        farewell.stop();

        assertThat(send(post()).getHeader("Connection")).isEqualTo("close");
    }

    private static MockHttpServletRequest post() {
        var request = new MockHttpServletRequest("POST", PATH);
        request.setServletPath(PATH);
        request.setContentType("application/json");
        request.setContent("{\"owner\":\"alice\"}".getBytes(StandardCharsets.UTF_8));
        return request;
    }

    private static MockHttpServletRequest forwarding() {
        var request = post();
        request.addHeader(Api.ROUTING, "forward");
        return request;
    }

    private static EdgeProperties properties(
            Mode routing, Duration leaderWait, Duration requestTimeout, int concurrent) {
        return new EdgeProperties(
                routing,
                leaderWait,
                requestTimeout,
                Duration.ZERO,
                new EdgeProperties.Http(DataSize.ofKilobytes(64), 0),
                new EdgeProperties.Forward(Duration.ofSeconds(1), concurrent, Duration.ofSeconds(30)));
    }

    private static JsonNode json(MockHttpServletResponse answer) throws IOException {
        return JsonMapper.shared().readTree(answer.getContentAsString());
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void after(long millis, Runnable action) {
        quietly(() -> {
            Thread.sleep(millis);
            action.run();
            return action;
        });
    }

    private static void quietly(Callable<?> action) {
        try {
            action.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
