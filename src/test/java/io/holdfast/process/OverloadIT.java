package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.process.Flood.Shot;
import io.holdfast.process.Flood.Toll;
import io.holdfast.process.Reply.Answered;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes of small heaps that are asked for far more than they can do, by clients that never let up. */
@Timeout(300)
class OverloadIT {

    private static final List<String> SMALL_HEAP = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");

    /** What a node takes on at a time: as much as keeps the cluster busy. */
    private static final int ROOM = 60;

    private static final int NODES = 3;
    private static final int TIMES = 10;

    /** More of them than an eighth of the heap has room for, and no more than there may be requests. */
    private static final int BODIES = 50;

    private static final int BODY_BYTES = 1_000_000;
    private static final Duration CALM = Duration.ofSeconds(4);
    private static final Duration STORM = Duration.ofSeconds(12);

    /** A leader that gets no processor for so long is replaced, whoever has it instead. */
    private static final Duration STALL = Duration.ofMillis(500);

    /** What was done, or was refused for a reason of its own; and what was shed. */
    private static final Set<Integer> ANSWERS = Set.of(200, 201, 204, 409, 429, 503);

    @RegisterExtension
    static final Evidence EVIDENCE = new Evidence();

    private static ProcessCluster cluster;
    private static HttpApi http;

    private String leader;
    private long term;
    private Duration worst = Duration.ZERO;

    @BeforeAll
    static void open() {
        var plan = ClusterPlan.of("overload", NODES);
        var options = new ArrayList<>(plan.jvmOptions());
        options.addAll(SMALL_HEAP);
        // What else the machine does must not be taken for an election that the load has caused.
        cluster = EVIDENCE.of(ProcessCluster.open(
                new ClusterPlan(plan.name(), plan.nodes(), plan.jar(), List.copyOf(options), plan.properties())
                        .with("holdfast.raft.election-timeout-min", "2s")
                        .with("holdfast.raft.election-timeout-max", "4s")
                        .with("holdfast.http.requests-max", ROOM)));
        http = new HttpApi(cluster::url, Duration.ofSeconds(20));
    }

    @AfterAll
    static void close() {
        if (http != null) {
            http.close();
        }
    }

    @BeforeEach
    void look() {
        cluster.awaitReady();
        leader = cluster.awaitLeader();
        term = cluster.view(leader).term();
    }

    @Test
    void tenTimesWhatItCanDoIsShed() throws InterruptedException {
        assertThat(http.put(leader, "/api/v1/caches/flood", Map.of(), "flood-cache"))
                .isInstanceOf(Answered.class);
        assertThat(http.post(leader, "/api/v1/locks/held/acquire", Map.of("session", session()), "flood-lock"))
                .isInstanceOf(Answered.class);
        var session = session();
        var shots = new ArrayList<Shot>();
        for (int i = 0; i < 12; i++) {
            shots.add(Shot.of(port(leader), "POST", "/api/v1/locks/held/acquire", "{\"session\":\"" + session + "\"}"));
            for (var node : cluster.names()) {
                shots.add(
                        Shot.of(port(node), "PUT", "/api/v1/caches/flood/entries/k" + i, "{\"value\":\"" + i + "\"}"));
            }
        }

        var calm = new Flood(shots).run(ROOM / 2, CALM);
        var storm = run(new Flood(shots));

        tell("calm", calm);
        tell("storm", storm);
        assertThat(storm.shed()).isPositive();
        assertThat(storm.done()).isPositive();
        assertThatAllAreThere();
        assumeTrue(worst.compareTo(STALL) < 0, () -> "this machine let what was ready to run wait for " + worst);
        assertThat(calm.shed()).isZero();
        assertThat(storm.statuses().keySet()).isSubsetOf(ANSWERS);
        assertThatNobodyNoticed();
    }

    private Toll run(Flood flood) throws InterruptedException {
        try (var stalls = new Stalls()) {
            long begun = System.nanoTime();
            var toll = flood.run(TIMES * NODES * ROOM, STORM);
            worst = stalls.worst(new Gap(begun, System.nanoTime()));
            return toll;
        }
    }

    /** Each body would fit, and all of them together would not. */
    @Test
    void moreBodiesThanTheHeapHoldsAreShed() throws IOException {
        assertThat(http.put(leader, "/api/v1/caches/large", Map.of(), "large-cache"))
                .isInstanceOf(Answered.class);
        var follower = cluster.namesWithout(leader).getFirst();
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < BODIES; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port(follower));
                sockets.add(socket);
                sendAllButTheEnd(socket, i);
            }

            long refused = sockets.stream().filter(OverloadIT::isRefused).count();

            System.out.printf("of %d bodies that do not end, %d were refused%n", BODIES, refused);
            assertThat(refused).isBetween(1L, BODIES - 1L);
            assertThat(http.get(follower, "/api/v1/locks/any")).isInstanceOf(Answered.class);
        } finally {
            sockets.forEach(OverloadIT::close);
        }
        assertThatNobodyNoticed();
    }

    private static void sendAllButTheEnd(Socket socket, int number) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT /api/v1/caches/large/entries/k" + number + " HTTP/1.1\r\nHost: node\r\n"
                            + "Content-Type: text/plain\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[BODY_BYTES - 1]);
        } catch (IOException _) {
            // it was refused before it had come
        }
    }

    /** Whether the node has answered, though the body has not ended. */
    private static boolean isRefused(Socket socket) {
        try {
            socket.setSoTimeout(100);
            return socket.getInputStream().read() != 0;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone
        }
    }

    private static void assertThatAllAreThere() {
        cluster.awaitReady();
        for (var node : cluster.names()) {
            assertThat(cluster.isRunning(node)).isTrue();
            assertThat(cluster.logs(node)).doesNotContain("OutOfMemoryError").doesNotContain("ERROR");
        }
    }

    /** No other leader, nobody gone, nothing lost: it goes on as if nothing had been. */
    private void assertThatNobodyNoticed() {
        assertThatAllAreThere();
        assertThat(cluster.awaitLeader()).isEqualTo(leader);
        assertThat(cluster.view(leader).term()).as("elections").isEqualTo(term);
        assertThat(session()).isNotEmpty();
    }

    private String session() {
        return switch (http.post(leader, "/api/v1/sessions", Map.of("ttl", "5m"), "s" + System.nanoTime())) {
            case Answered answered -> answered.body().path("session").asString();
            case Reply other -> throw new AssertionError(other);
        };
    }

    private static int port(String node) {
        return cluster.url(node).getPort();
    }

    private static void tell(String what, Toll toll) {
        double seconds = toll.time().toMillis() / 1_000.0;
        System.out.printf(
                "%s: %.0f/s asked, %.0f/s done (p50 %d ms, p99 %d ms), %.0f/s shed, %s%n",
                what,
                toll.all() / seconds,
                toll.done() / seconds,
                toll.quantile(0.5).toMillis(),
                toll.quantile(0.99).toMillis(),
                toll.shed() / seconds,
                toll.statuses());
    }
}
