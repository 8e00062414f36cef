package io.holdfast.process;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import io.holdfast.process.Reply.Answered;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.lifecycle.Startables;

/**
 * A cluster of containers of the image, with a Redis beside it, and what can be done to them. Nodes reach one another and
 * Redis over a network of their own; clients come in by a port of loopback, over another network, so that a node which is
 * cut off from its peers still hears its clients.
 */
final class ContainerCluster implements AutoCloseable {

    private static final String IMAGE = System.getProperty("holdfast.image", "");
    private static final String REDIS = "redis:8-alpine";
    private static final Path FAILURES = Path.of("target", "process-failures", "containers");
    private static final String CLIENTS_NETWORK = "bridge";
    private static final int HTTP = 8080;
    private static final int STOP_SECONDS = 60;
    /** Of a container's id, which is its host name. */
    private static final int SHORT_ID = 12;

    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(2);

    private final DockerClient docker = DockerClientFactory.lazyClient();
    private final Network peers = Network.newNetwork();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, GenericContainer<?>> nodes = new LinkedHashMap<>();
    private final GenericContainer<?> redis;
    private final String founders;
    private final HttpApi looks = new HttpApi(this::url, LOOK_LIMIT);

    private ContainerCluster(int size) {
        redis = new GenericContainer<>(REDIS)
                .withNetwork(peers)
                .withNetworkAliases("redis")
                .waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));
        IntStream.rangeClosed(1, size).forEach(number -> ports.put("n" + number, Ports.free()));
        founders = ports.entrySet().stream()
                .map(it ->
                        "%1$s/%1$s:7080/http://127.0.0.1:%2$d|http://%1$s:8080".formatted(it.getKey(), it.getValue()))
                .collect(Collectors.joining(","));
        ports.forEach((name, port) ->
                nodes.put(name, node(port).withNetworkAliases(name).withEnv("HOLDFAST_NODE_ID", name)));
    }

    /** All started and ready. The image is the one that {@code -Dholdfast.image} names, or is built from the Dockerfile. */
    static ContainerCluster open(int size) {
        var cluster = new ContainerCluster(size);
        try {
            cluster.redis.start();
            Startables.deepStart(cluster.nodes.values()).join();
            cluster.nodes.values().forEach(cluster::publish);
            cluster.awaitReady();
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts so many more at once, which are told no more than who formed the cluster; returns what they are called. */
    List<String> join(int number) {
        Map<GenericContainer<?>, Integer> newcomers = new LinkedHashMap<>();
        for (int i = 0; i < number; i++) {
            int port = Ports.free();
            newcomers.put(node(port), port);
        }
        Startables.deepStart(newcomers.keySet()).join();
        List<String> names = new ArrayList<>();
        newcomers.forEach((container, port) -> {
            var name = container.getContainerId().substring(0, SHORT_ID);
            names.add(name);
            ports.put(name, port);
            nodes.put(name, container);
            publish(container);
        });
        return names;
    }

    /** Takes the container away, with its disk. */
    void discard(String node) {
        stop(node);
        nodes.remove(node).stop();
        ports.remove(node);
    }

    private GenericContainer<?> node(int port) {
        var container = IMAGE.isEmpty()
                ? new GenericContainer<>(new ImageFromDockerfile("holdfast-tested", false)
                        .withFileFromPath(".", Path.of(""))
                        .withDockerfile(Path.of("Dockerfile")))
                : new GenericContainer<>(IMAGE);
        return container
                .withNetwork(peers)
                .withEnv("HOLDFAST_CLUSTER_MEMBERS", founders)
                // Clients reach whoever joins by its port here, and not by the name that it gives itself.
                .withEnv("HOLDFAST_ROUTING", "forward")
                .withEnv("HOLDFAST_SECURITY_TRUSTED_NETWORK", "true")
                .withEnv("HOLDFAST_MIRROR_QUEUES", "true")
                .withEnv("SPRING_DATA_REDIS_HOST", "redis")
                .withEnv("HOLDFAST_JAVA_OPTS", "-Xmx384m -XX:TieredStopAtLevel=1")
                .withTmpFs(Map.of("/tmp", "exec"))
                .withExposedPorts(HTTP)
                .withCreateContainerCmdModifier(create -> Objects.requireNonNull(create.getHostConfig())
                        .withReadonlyRootfs(true)
                        .withPortBindings(
                                new PortBinding(Binding.bindIpAndPort("127.0.0.1", port), new ExposedPort(HTTP))))
                .waitingFor(Wait.forHealthcheck())
                .withStartupTimeout(START_LIMIT);
    }

    private void publish(GenericContainer<?> node) {
        docker.connectToNetworkCmd()
                .withContainerId(node.getContainerId())
                .withNetworkId(CLIENTS_NETWORK)
                .exec();
    }

    List<String> names() {
        return List.copyOf(nodes.keySet());
    }

    URI url(String node) {
        return URI.create("http://127.0.0.1:" + ports.get(node));
    }

    HttpApi looks() {
        return looks;
    }

    /** SIGKILL. */
    void kill(String node) {
        docker.killContainerCmd(id(node)).exec();
    }

    /** SIGTERM, and the time that the image asks for. */
    void stop(String node) {
        docker.stopContainerCmd(id(node)).withTimeout(STOP_SECONDS).exec();
    }

    void start(String node) {
        docker.startContainerCmd(id(node)).exec();
    }

    void pause(String node) {
        docker.pauseContainerCmd(id(node)).exec();
    }

    void resume(String node) {
        docker.unpauseContainerCmd(id(node)).exec();
    }

    /** Cuts a node off from its peers and from Redis; clients still reach it. */
    void disconnect(String node) {
        docker.disconnectFromNetworkCmd()
                .withContainerId(id(node))
                .withNetworkId(peers.getId())
                .exec();
    }

    void connect(String node) {
        docker.connectToNetworkCmd()
                .withContainerId(id(node))
                .withNetworkId(peers.getId())
                .withContainerNetwork(new ContainerNetwork().withAliases(node))
                .exec();
    }

    void awaitReady() {
        names().forEach(this::awaitReady);
    }

    void awaitReady(String node) {
        Await.until(
                START_LIMIT,
                node + " to be ready",
                () -> looks.get(node, "/actuator/health/readiness"),
                reply -> reply instanceof Answered answered && answered.status() == 200);
    }

    /** Whom this node takes for the leader; empty if for none. */
    String leaderAsSeenBy(String node) {
        return looks.get(node, "/api/v1/cluster") instanceof Answered answered
                ? answered.body().path("leader").asString("")
                : "";
    }

    String awaitLeader() {
        return awaitLeaderOtherThan("");
    }

    /** Asked are all others than this one, which may believe to be it still. */
    String awaitLeaderOtherThan(String old) {
        var others = names().stream().filter(name -> !name.equals(old)).toList();
        return Await.until(
                START_LIMIT,
                "a leader other than " + old,
                () -> leaderAsSeenBy(others.getFirst()),
                leader -> !leader.isEmpty() && !leader.equals(old));
    }

    /** What the nodes have logged, for whoever looks into a failure. */
    void keepLogs(String failure) {
        var directory = FAILURES.resolve(failure);
        try {
            Files.createDirectories(directory);
            for (var node : nodes.entrySet()) {
                Files.writeString(
                        directory.resolve(node.getKey() + ".log"),
                        node.getValue().getLogs());
            }
            System.err.println("logs of the containers are in " + directory.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String id(String node) {
        return nodes.get(node).getContainerId();
    }

    @Override
    public void close() {
        looks.close();
        nodes.values().forEach(GenericContainer::stop);
        redis.stop();
        peers.close();
    }
}
