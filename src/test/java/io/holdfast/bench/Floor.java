package io.holdfast.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The {@link FloorServer} in a process of its own, driven by Holdfast's client: the most that client can measure. */
record Floor(int ttlSeconds) implements Contender {

    private static final int READY_SECONDS = 30;
    private static final int TIMEOUT_MILLIS = 2_000;

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public String cycle() {
        return "DOES NOTHING: one process that answers Holdfast's requests with constant bytes. What no HTTP server can "
                + "exceed under this client on this machine.";
    }

    @Override
    public boolean consensus() {
        return false;
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public Cluster start(Nodes nodes) throws IOException, InterruptedException {
        int port = Nodes.freePorts(1)[0];
        var endpoint = Endpoint.loopback(port);
        nodes.start(
                "floor",
                List.of(
                        Programs.java(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        ownClassPath(),
                        FloorServer.class.getName(),
                        Integer.toString(port)));
        nodes.await(
                "the do-nothing server",
                READY_SECONDS,
                () -> HttpConnection.statusOf(endpoint, "/api/v1/cluster", TIMEOUT_MILLIS) == 200);
        return new Cluster(
                "raw sockets", nodes.pids(), lock -> new HoldfastClient(List.of(endpoint), lock, ttlSeconds, false));
    }

    /** The server runs in a directory of its own, so relative entries would lead nowhere. */
    private static String ownClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
