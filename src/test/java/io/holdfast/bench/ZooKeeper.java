package io.holdfast.bench;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Three ZooKeeper servers with the heap of its own start script and its defaults: it syncs its log before it
 * acknowledges. The release in ZOOKEEPER_HOME is taken first, then what bench/fetch-zookeeper has fetched, then Debian's.
 *
 * <p>Debian 12 has 3.8.0, which may leave the request of a single client lying until another one comes (ZOOKEEPER-4537):
 * a run that meets this is invalid. Newer ones do not do that.
 */
record ZooKeeper(int ttlSeconds) implements Contender {

    private static final int NODES = 3;
    private static final int READY_SECONDS = 60;
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final Path FETCHED = Path.of("target/zookeeper");
    private static final Path DEBIAN_JAR = Path.of("/usr/share/java/zookeeper.jar");

    @Override
    public String name() {
        return "zookeeper";
    }

    @Override
    public String cycle() {
        return "the lock recipe over ZooKeeper's own binary protocol, sent to the leader: create an ephemeral sequential "
                + "node below the lock, getChildren to see that it is the lowest, then delete it; one session per "
                + "client. Acknowledged when a majority has it on disk.";
    }

    @Override
    public boolean consensus() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return classPath().isEmpty()
                ? Optional.of(
                        "no ZooKeeper: bench/fetch-zookeeper, or apt-get install zookeeper, or set ZOOKEEPER_HOME")
                : Optional.empty();
    }

    @Override
    public Cluster start(Nodes nodes) throws IOException, InterruptedException {
        int[] ports = Nodes.freePorts(3 * NODES);
        var endpoints = new ArrayList<Endpoint>();
        for (int n = 0; n < NODES; n++) {
            endpoints.add(Endpoint.loopback(ports[n]));
        }
        for (int n = 1; n <= NODES; n++) {
            nodes.start("n" + n, command(configure(nodes.directoryOf("n" + n), n, ports)));
        }
        for (Endpoint endpoint : endpoints) {
            nodes.await(
                    "ZooKeeper at " + endpoint.authority(),
                    READY_SECONDS,
                    () -> !report(endpoint, "Mode: ").isEmpty());
        }
        for (Endpoint endpoint : endpoints) {
            if (report(endpoint, "Mode: ").equals("leader")) {
                return new Cluster(
                        report(endpoint, "Zookeeper version: ").replaceFirst("[-,].*", ""),
                        nodes.pids(),
                        lock -> new ZooKeeperClient(endpoint, lock, ttlSeconds));
            }
        }
        throw new IOException("no ZooKeeper server says that it leads");
    }

    private static Path configure(Path directory, int node, int[] ports) throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("myid"), Integer.toString(node));
        var text = new StringBuilder("""
                tickTime=2000
                initLimit=10
                syncLimit=5
                maxClientCnxns=0
                forceSync=yes
                admin.enableServer=false
                4lw.commands.whitelist=srvr
                clientPortAddress=127.0.0.1
                """);
        text.append("dataDir=").append(data.toAbsolutePath()).append('\n');
        text.append("clientPort=").append(ports[node - 1]).append('\n');
        for (int n = 1; n <= NODES; n++) {
            text.append("server.%d=127.0.0.1:%d:%d\n".formatted(n, ports[NODES + n - 1], ports[2 * NODES + n - 1]));
        }
        return Files.writeString(directory.resolve("zoo.cfg"), text);
    }

    private static List<String> command(Path configuration) {
        return List.of(
                Programs.java(),
                "-Xmx1000m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath(),
                "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                configuration.toAbsolutePath().toString());
    }

    /** The server with its libraries, or "" when there is none. */
    private static String classPath() {
        Path home = Path.of(Optional.ofNullable(System.getenv("ZOOKEEPER_HOME")).orElse(""));
        for (Path release : home.equals(Path.of("")) ? List.of(FETCHED) : List.of(home, FETCHED)) {
            if (hasServer(release.resolve("lib"))) {
                // a release keeps the configuration of its logging in conf; without it, it logs everything
                Path root = release.toAbsolutePath();
                return root.resolve("conf") + ":" + root.resolve("lib") + "/*";
            }
        }
        // the manifest of Debian's jar names its libraries, but no binding for the logging
        return Files.isRegularFile(DEBIAN_JAR) ? DEBIAN_JAR + ":" + DEBIAN_JAR.resolveSibling("slf4j-simple.jar") : "";
    }

    private static boolean hasServer(Path libraries) {
        if (!Files.isDirectory(libraries)) {
            return false;
        }
        try (Stream<Path> files = Files.list(libraries)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("zookeeper-\\d.*\\.jar"));
        } catch (IOException e) {
            return false;
        }
    }

    /** What the server's four-letter command srvr says behind that label, or "" while it does not serve. */
    private static String report(Endpoint endpoint, String label) {
        try (var socket = new Socket(endpoint.host(), endpoint.port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.lines()
                    .filter(line -> line.startsWith(label))
                    .map(line -> line.substring(label.length()).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
