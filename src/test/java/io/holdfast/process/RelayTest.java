package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes, each with a server that echoes every byte, and the relays between them. */
@Timeout(30)
class RelayTest {

    private static final String ALPHA = "alpha";
    private static final String BETA = "beta";
    private static final Link ALPHA_TO_BETA = new Link(ALPHA, BETA);
    private static final int SOON_MILLIS = 250;

    private final Links links = new Links();
    private final Map<Integer, String> origins = new ConcurrentHashMap<>();
    private final Map<String, ServerSocket> servers = new HashMap<>();
    private final Map<String, Thread> accepting = new HashMap<>();
    private final Map<String, Relay> relays = new HashMap<>();

    @BeforeEach
    void open() throws IOException {
        for (var node : new String[] {ALPHA, BETA}) {
            var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            servers.put(node, server);
            accepting.put(node, Thread.ofVirtual().start(() -> echoAll(server)));
            relays.put(node, new Relay(node, server.getLocalPort(), links, (port, _) -> originOf(port)));
        }
    }

    @AfterEach
    void close() throws IOException {
        for (var relay : relays.values()) {
            relay.close();
        }
        for (var server : servers.values()) {
            server.close();
        }
    }

    @Test
    void bytesPassBothWays() throws IOException {
        try (var connection = connect(ALPHA, BETA)) {
            assertThat(echo(connection, 7)).isEqualTo(7);
        }
    }

    @Test
    void aLongStreamArrivesInOrderAndEnds() throws IOException {
        var sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        try (var connection = connect(ALPHA, BETA)) {
            Thread.ofVirtual().start(() -> {
                try {
                    connection.getOutputStream().write(sent);
                    connection.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertThat(connection.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void aCutHoldsEverythingBackUntilItIsHealed() throws IOException {
        try (var connection = connect(ALPHA, BETA)) {
            echo(connection, 1);

            links.cut(ALPHA_TO_BETA);
            connection.getOutputStream().write(2);
            assertSilent(connection);

            links.heal(ALPHA_TO_BETA);
            assertThat(read(connection)).isEqualTo(2);
        }
    }

    @Test
    void aCutLeavesTheOtherDirectionAlone() throws IOException {
        links.cut(ALPHA_TO_BETA);

        try (var connection = connect(BETA, ALPHA)) {
            assertThat(echo(connection, 7)).isEqualTo(7);
        }
    }

    @Test
    void aConnectionOpenedIntoACutIsAnsweredWhenItIsHealed() throws IOException {
        links.cut(ALPHA_TO_BETA);
        try (var connection = connect(ALPHA, BETA)) {
            connection.getOutputStream().write(3);
            assertSilent(connection);

            links.healAll();
            assertThat(read(connection)).isEqualTo(3);
        }
    }

    @Test
    void aMutedNodeGetsAnswersButIsNotHeard() throws IOException {
        try (var toBeta = connect(ALPHA, BETA);
                var toAlpha = connect(BETA, ALPHA)) {
            echo(toBeta, 1);
            echo(toAlpha, 1);

            links.mute(ALPHA_TO_BETA);
            toBeta.getOutputStream().write(2);
            assertSilent(toBeta);
            toAlpha.getOutputStream().write(3);
            assertSilent(toAlpha);

            links.heal(ALPHA_TO_BETA);
            assertThat(read(toBeta)).isEqualTo(2);
            assertThat(read(toAlpha)).isEqualTo(3);
        }
    }

    @Test
    void aRefusedLinkIsResetAndStaysSo() throws IOException {
        try (var connection = connect(ALPHA, BETA)) {
            echo(connection, 1);

            links.refuse(ALPHA_TO_BETA);
            relays.get(BETA).reset(ALPHA);

            assertThatThrownBy(() -> read(connection)).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> {
                        try (var again = connect(ALPHA, BETA)) {
                            echo(again, 2);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aDelayIsKeptInEachDirectionAndKeepsTheOrder() throws IOException {
        links.delay(ALPHA_TO_BETA, Duration.ofMillis(100));
        links.delay(ALPHA_TO_BETA.back(), Duration.ofMillis(50));
        try (var connection = connect(ALPHA, BETA)) {
            long startNanos = System.nanoTime();
            connection.getOutputStream().write(new byte[] {1, 2});
            links.healAll();
            connection.getOutputStream().write(3);

            assertThat(new int[] {read(connection), read(connection), read(connection)})
                    .containsExactly(1, 2, 3);
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(1));

            links.delay(ALPHA_TO_BETA, Duration.ofMillis(100));
            links.delay(ALPHA_TO_BETA.back(), Duration.ofMillis(50));
            startNanos = System.nanoTime();
            echo(connection, 4);
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
                    .isBetween(Duration.ofMillis(150), Duration.ofSeconds(1));
        }
    }

    @Test
    void aStrangerIsNotLetIn() throws IOException {
        try (var stranger =
                new Socket(InetAddress.getLoopbackAddress(), relays.get(BETA).port())) {
            assertThatThrownBy(() -> {
                        if (read(stranger) < 0) {
                            throw new SocketException("closed");
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aTargetThatIsDownIsSeenAsAReset() throws IOException, InterruptedException {
        int port = servers.get(BETA).getLocalPort();
        servers.get(BETA).close();
        // The port is given back by the last thread that leaves the socket, not by the one that closes it.
        accepting.get(BETA).join();

        // Nobody else may listen there meanwhile, nor the relay connect to itself by way of that port.
        try (var kept = new Socket()) {
            kept.setReuseAddress(true);
            kept.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThatThrownBy(() -> {
                        try (var connection = connect(ALPHA, BETA)) {
                            echo(connection, 1);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    /** The port is known before the connection, so that the relay always finds the origin. */
    private Socket connect(String from, String to) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        origins.put(socket.getLocalPort(), from);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), relays.get(to).port()));
        return socket;
    }

    private @Nullable String originOf(int port) {
        return origins.get(port);
    }

    private static int echo(Socket connection, int value) throws IOException {
        connection.getOutputStream().write(value);
        return read(connection);
    }

    private static int read(Socket connection) throws IOException {
        connection.setSoTimeout(0);
        int value = connection.getInputStream().read();
        if (value < 0) {
            throw new SocketException("end of stream");
        }
        return value;
    }

    private static void assertSilent(Socket connection) throws IOException {
        connection.setSoTimeout(SOON_MILLIS);
        assertThatThrownBy(() -> connection.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    private static void echoAll(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> echoOne(socket));
            } catch (IOException _) {
                // The server is closed.
            }
        }
    }

    private static void echoOne(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException _) {
            // The client has gone.
        }
    }
}
