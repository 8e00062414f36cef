package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HoldfastClientTest {

    private static final String LOCK = "bench-1";
    private static final String SESSION = "{\"session\":\"5e55\",\"ttlMillis\":30000}";
    private static final String GRANT = "{\"state\":\"HELD\",\"session\":\"1a1a\",\"token\":\"17\"}";
    private static final String RELEASED = "{\"state\":\"RELEASED\",\"holdCount\":0}";

    @Test
    void aClosedLoopCountsTheCyclesOfAllClients() throws Exception {
        try (var server = new FloorServer(0)) {
            Thread.ofVirtual().start(server::serve);
            var seeds = List.of(Endpoint.loopback(server.port()));
            var cluster = new Cluster(
                    "", List.of(ProcessHandle.current().pid()), lock -> new HoldfastClient(seeds, lock, 3, false));

            var outcome = new ClosedLoop(cluster)
                    .run(
                            List.of("bench-1", "bench-2", "bench-3"),
                            new ClosedLoop.Window(
                                    Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofMillis(50)));

            assertThat(outcome.errors()).isZero();
            assertThat(outcome.latencies().total()).isPositive();
            assertThat(outcome.connections()).isEqualTo(3);
            assertThat(Run.of("floor", 1, 3, 0.3, outcome).isValid()).isTrue();
        }
    }

    @Test
    void itAsksWhoLeadsAndGoesThere() throws IOException {
        try (var leader = new Script(answer(201, SESSION), answer(200, GRANT), answer(200, RELEASED));
                var follower = new Script(answer(200, clusterLedBy(leader)));
                var client = client(follower, false)) {
            client.open();
            client.acquire();
            client.release();

            assertThat(follower.asked()).containsExactly("GET /api/v1/cluster");
            assertThat(leader.asked())
                    .containsExactly(
                            "POST /api/v1/sessions {\"name\":\"bench-1\",\"ttl\":\"30s\"}",
                            "POST /api/v1/locks/bench-1/acquire {\"session\":\"5e55\"}",
                            "POST /api/v1/locks/bench-1/release {\"session\":\"5e55\",\"token\":\"17\"}");
        }
    }

    @Test
    void itFollowsARedirectWithTheSameRequest() throws IOException {
        try (var leader = new Script(answer(200, GRANT));
                var old = new Script("");
                var client = client(old, true)) {
            old.answerNext(answer(200, clusterLedBy(old)), redirectTo(leader));
            client.open();
            client.acquire();

            assertThat(client.detours()).isEqualTo(1);
            assertThat(leader.asked())
                    .containsExactly("POST /api/v1/locks/bench-1/acquire {\"owner\":\"bench-1\",\"ttl\":\"30s\"}");
        }
    }

    @Test
    void itAsksAgainWhoLeadsWhenNobodyDid() throws IOException {
        try (var leader = new Script(answer(200, GRANT));
                var old = new Script("");
                var client = client(old, true)) {
            old.answerNext(
                    answer(200, clusterLedBy(old)),
                    answer(503, "{\"code\":\"no-leader\"}"),
                    answer(200, clusterLedBy(leader)));
            client.open();
            client.acquire();

            assertThat(leader.asked()).hasSize(1);
        }
    }

    @Test
    void aConnectionThatTheServerClosesIsOpenedAgain() throws IOException {
        String closing = answer(200, GRANT).replace("Content-Length", "Connection: close\r\nContent-Length");
        try (var server = new Script("");
                var client = client(server, true)) {
            server.answerNext(answer(200, clusterLedBy(server)), closing, answer(200, RELEASED));
            client.open();
            client.acquire();
            client.release();

            assertThat(client.connections()).isEqualTo(2);
            assertThat(server.asked().getLast()).endsWith("{\"session\":\"1a1a\",\"token\":\"17\"}");
        }
    }

    @Test
    void aLockThatIsNotGrantedOrNotReleasedIsAnError() throws IOException {
        try (var server = new Script("");
                var client = client(server, true)) {
            server.answerNext(
                    answer(200, clusterLedBy(server)),
                    answer(409, "{\"code\":\"lock-held\",\"token\":\"9\"}"),
                    answer(200, "{\"state\":\"HELD\",\"holdCount\":1}"));
            client.open();

            assertThatThrownBy(client::acquire).isInstanceOf(IOException.class).hasMessageContaining("lock-held");
            assertThatThrownBy(client::release).isInstanceOf(IOException.class).hasMessageContaining("not released");
        }
    }

    @Test
    void withoutALeaderThereIsNoAddress() throws IOException {
        String electing = "{\"node\":\"n1\",\"leader\":null,\"nodes\":[{\"node\":\"n1\",\"client\":\"http://a:1\"}]}";
        var reader = new ResponseReader(
                new java.io.ByteArrayInputStream(answer(200, electing).getBytes(StandardCharsets.US_ASCII)));

        assertThat(HoldfastClient.leaderUrl(reader.read())).isEmpty();
    }

    private static HoldfastClient client(Script seed, boolean implicit) {
        return new HoldfastClient(List.of(Endpoint.loopback(seed.port())), LOCK, 30, implicit);
    }

    private static String clusterLedBy(Script leader) {
        return """
                {"node":"n1","leader":"n2","term":3,"nodes":[{"node":"n1","peer":"n1","client":"http://127.0.0.1:1"},\
                {"node":"n2","peer":"n2","client":"http://127.0.0.1:%d"}]}""".formatted(leader.port());
    }

    private static String redirectTo(Script leader) {
        return answer(307, "{\"code\":\"not-leader\"}")
                .replace(
                        "Content-Length",
                        "Location: http://127.0.0.1:" + leader.port() + "/api/v1/x\r\nContent-Length");
    }

    private static String answer(int status, String json) {
        return "HTTP/1.1 %d \r\nContent-Length: %d\r\n\r\n%s".formatted(status, json.length(), json);
    }

    /** A server that gives its answers in order, whatever it is asked, and remembers what that was. */
    private static final class Script implements AutoCloseable {

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<String> answers = Collections.synchronizedList(new ArrayList<>());
        private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

        Script(String... answers) throws IOException {
            answerNext(answers);
            Thread.ofVirtual().start(this::serve);
        }

        void answerNext(String... next) {
            Stream.of(next).filter(answer -> !answer.isEmpty()).forEach(answers::add);
        }

        int port() {
            return listener.getLocalPort();
        }

        List<String> asked() {
            return List.copyOf(asked);
        }

        private void serve() {
            try {
                while (true) {
                    converse(listener.accept());
                }
            } catch (IOException e) {
                // closed: the test is over
            }
        }

        private void converse(Socket socket) throws IOException {
            byte[] buffer = new byte[4_096];
            int filled = 0;
            try (socket) {
                while (true) {
                    int n = socket.getInputStream().read(buffer, filled, buffer.length - filled);
                    if (n < 0) {
                        return;
                    }
                    filled += n;
                    if (FloorServer.requestLength(buffer, filled) < 0) {
                        continue;
                    }
                    remember(new String(buffer, 0, filled, StandardCharsets.US_ASCII));
                    filled = 0;
                    String answer = answers.isEmpty() ? answer(200, "{}") : answers.removeFirst();
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    if (answer.contains("Connection: close")) {
                        return;
                    }
                }
            }
        }

        private void remember(String request) {
            String line = request.substring(0, request.indexOf(" HTTP/1.1"));
            asked.add((line + " " + request.substring(request.indexOf("\r\n\r\n") + 4)).strip());
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
