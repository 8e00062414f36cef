package io.holdfast.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The address at which a node's peers find it: passes every connection on to where the node really listens, if the links
 * let it. A connection is told by the node that opened it, so that each direction can be treated on its own.
 */
final class Relay implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    private final String target;
    private final int targetPort;
    private final Links links;
    private final Origin origin;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /** Tells which node has connected. */
    interface Origin {

        /** None if it is no node of the cluster, or one that has ended. */
        @Nullable
        String of(int clientPort, int relayPort);
    }

    private record Connection(Link link, Socket inner, Socket outer) {}

    Relay(String target, int targetPort, Links links, Origin origin) {
        this.target = target;
        this.targetPort = targetPort;
        this.links = links;
        this.origin = origin;
        try {
            this.server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
        } catch (IOException e) {
            throw new UncheckedIOException("no relay for " + target, e);
        }
        threads.submit(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Resets the connections that a node has opened; whether it gets new ones is up to the links. */
    void reset(String from) {
        for (var connection : connections) {
            if (connection.link().from().equals(from)) {
                reset(connection.inner());
                reset(connection.outer());
            }
        }
    }

    /** Closes a socket so that its peer sees a reset. */
    static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // Closed before.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
            for (var connection : connections) {
                reset(connection.inner());
                reset(connection.outer());
            }
            threads.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var inner = server.accept();
                threads.submit(() -> serve(inner));
            } catch (IOException _) {
                // Closed, which the loop sees, or a connection that was gone before it was accepted.
            }
        }
    }

    private void serve(Socket inner) {
        var from = origin.of(inner.getPort(), port());
        var link = from == null ? null : new Link(from, target);
        if (link == null || links.isRefused(link)) {
            reset(inner);
            return;
        }
        try (inner;
                var outer = new Socket()) {
            links.awaitOpen(link, link);
            outer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), (int)
                    CONNECT_LIMIT.toMillis());
            inner.setTcpNoDelay(true);
            outer.setTcpNoDelay(true);
            pass(new Connection(link, inner, outer));
        } catch (IOException _) {
            reset(inner);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Connection connection) throws InterruptedException {
        connections.add(connection);
        try {
            var link = connection.link();
            var there = new Conduit(links, link, link, connection.inner(), connection.outer());
            var back = new Conduit(links, link, link.back(), connection.outer(), connection.inner());
            var answers = Thread.ofVirtual().name("answers " + link).start(() -> carry(back, connection));
            try {
                carry(there, connection);
                answers.join();
            } finally {
                answers.interrupt();
            }
        } finally {
            connections.remove(connection);
        }
    }

    /** When one direction breaks, both ends are told. */
    private static void carry(Conduit conduit, Connection connection) {
        try {
            conduit.carry();
        } catch (IOException _) {
            reset(connection.inner());
            reset(connection.outer());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
