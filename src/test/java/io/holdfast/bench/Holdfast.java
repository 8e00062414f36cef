package io.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** Three nodes of the packaged jar with their defaults, or a cluster that runs already. */
record Holdfast(Options options) implements Contender {

    private static final int NODES = 3;
    private static final int READY_SECONDS = 400;
    private static final int TIMEOUT_MILLIS = 2_000;

    /**
     * What Holdfast is to be measured with.
     *
     * @param urls where a running cluster listens; empty to start a fresh one
     * @param pids the processes of the running cluster, if they are on this machine
     */
    record Options(
            Path jar, List<String> javaOptions, List<String> urls, List<Long> pids, int ttlSeconds, boolean implicit) {}

    @Override
    public String name() {
        return "holdfast";
    }

    @Override
    public String cycle() {
        String session = options.implicit()
                ? "a session per acquire (implicit), ended by the release"
                : "one session per client, kept alive every third of its time to live";
        return "POST /locks/{name}/acquire, POST /locks/{name}/release with the fencing token, sent to the leader; "
                + session + ". Acknowledged when a majority has it on disk.";
    }

    @Override
    public boolean consensus() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return options.urls().isEmpty() && !Files.isRegularFile(options.jar())
                ? Optional.of(
                        "no " + options.jar() + ": build it with ./mvnw -DskipTests package, or give --jar or --url")
                : Optional.empty();
    }

    @Override
    public Cluster start(Nodes nodes) throws IOException, InterruptedException {
        return options.urls().isEmpty()
                ? clusterAt(startNodes(nodes, List.of()), nodes.pids(), version())
                : clusterAt(
                        options.urls().stream().map(Endpoint::of).toList(),
                        options.pids(),
                        "as running at " + String.join(", ", options.urls()));
    }

    /** Where three fresh nodes listen, which are ready. */
    List<Endpoint> startNodes(Nodes nodes, List<String> settings) throws IOException, InterruptedException {
        int[] ports = Nodes.freePorts(2 * NODES);
        var members = new ArrayList<String>();
        var endpoints = new ArrayList<Endpoint>();
        for (int n = 0; n < NODES; n++) {
            endpoints.add(Endpoint.loopback(ports[n]));
            members.add("n%d/127.0.0.1:%d/http://127.0.0.1:%d".formatted(n + 1, ports[NODES + n], ports[n]));
        }
        for (int n = 0; n < NODES; n++) {
            var command = command(nodes, n + 1, ports[n], String.join(",", members));
            command.addAll(settings);
            nodes.start("n" + (n + 1), command);
        }
        for (Endpoint endpoint : endpoints) {
            nodes.await("Holdfast at " + endpoint.authority(), READY_SECONDS, () -> isReady(endpoint));
        }
        return endpoints;
    }

    private List<String> command(Nodes nodes, int node, int port, String members) throws IOException {
        var command = new ArrayList<String>();
        command.add(Programs.java());
        command.addAll(options.javaOptions());
        command.add("-jar");
        command.add(options.jar().toAbsolutePath().toString());
        command.add("--server.address=127.0.0.1");
        command.add("--server.port=" + port);
        command.add("--holdfast.node.id=n" + node);
        command.add("--holdfast.node.data-dir="
                + nodes.directoryOf("n" + node).resolve("data").toAbsolutePath());
        command.add("--holdfast.cluster.name=bench");
        command.add("--holdfast.cluster.members=" + members);
        return command;
    }

    private Cluster clusterAt(List<Endpoint> endpoints, List<Long> pids, String version) {
        return new Cluster(
                version,
                pids,
                endpoints,
                lock -> new HoldfastClient(endpoints, lock, options.ttlSeconds(), options.implicit()));
    }

    static boolean isReady(Endpoint endpoint) {
        return HttpConnection.statusOf(endpoint, "/actuator/health/readiness", TIMEOUT_MILLIS) == 200;
    }

    String version() throws IOException {
        try (var jar = new JarFile(options.jar().toFile())) {
            Optional<Manifest> manifest = Optional.ofNullable(jar.getManifest());
            return manifest.map(it -> it.getMainAttributes().getValue("Implementation-Version"))
                    .orElse("unnamed version");
        }
    }
}
