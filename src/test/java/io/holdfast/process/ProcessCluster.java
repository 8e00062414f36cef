package io.holdfast.process;

import static java.util.stream.Collectors.joining;

import io.holdfast.process.Reply.Answered;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A cluster of real processes of the packaged jar on this machine, with everything that can be done to them. Nodes are
 * called n1, n2 and so on. They reach each other through relays in this JVM, so that single links can be cut.
 */
final class ProcessCluster implements AutoCloseable {

    private static final Duration READY_LIMIT = Duration.ofSeconds(120);
    private static final Duration LEADER_LIMIT = Duration.ofSeconds(30);
    private static final Duration TERMINATE_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(1);
    private static final Path DIRECTORIES = Path.of("target", "processes");
    private static final Path FAILURES = Path.of("target", "process-failures");

    private final ClusterPlan plan;
    private final Path directory;
    private final Map<String, Node> nodes = new ConcurrentSkipListMap<>();
    private final Map<String, Relay> relays = new ConcurrentSkipListMap<>();
    private final Set<String> joined = new ConcurrentSkipListSet<>();
    private final Links links = new Links();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpApi looks;
    private final Thread lastResort = new Thread(this::killAll, "kill the nodes of an abandoned cluster");
    private boolean evidenceKept;

    private ProcessCluster(ClusterPlan plan) {
        this.plan = plan;
        this.looks = new HttpApi(this::url, LOOK_LIMIT, plan.access());
        try {
            Files.createDirectories(DIRECTORIES);
            this.directory = Files.createTempDirectory(DIRECTORIES.toAbsolutePath(), plan.name() + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        IntStream.rangeClosed(1, plan.nodes()).mapToObj(number -> "n" + number).forEach(this::add);
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** All nodes started and ready, with a leader. */
    static ProcessCluster open(ClusterPlan plan) {
        var cluster = new ProcessCluster(plan);
        try {
            cluster.names().forEach(cluster::start);
            cluster.awaitReady();
            cluster.awaitLeader();
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.keepEvidence();
            cluster.close();
            throw e;
        }
    }

    List<String> names() {
        return List.copyOf(nodes.keySet());
    }

    List<String> namesWithout(String node) {
        return names().stream().filter(name -> !name.equals(node)).toList();
    }

    URI url(String node) {
        return plan.access().at(node(node).httpPort());
    }

    Path dataDirectory(String node) {
        return node(node).dataDirectory();
    }

    /** Where a test may leave what explains a failure; it is kept or deleted together with logs and data. */
    Path directory() {
        return directory;
    }

    // Processes

    void start(String node) {
        node(node).start(plan.jvmOptions(), plan.jar(), properties(node(node)));
    }

    /** SIGTERM; returns when the process has ended by itself. */
    void stop(String node) {
        stop(node, TERMINATE_LIMIT);
    }

    void stop(String node, Duration limit) {
        node(node).terminate(limit);
    }

    /** SIGKILL. */
    void kill(String node) {
        node(node).kill();
    }

    void pause(String node) {
        node(node).pause();
    }

    void resume(String node) {
        node(node).resume();
    }

    void restart(String node) {
        stop(node);
        start(node);
    }

    /** Deletes the data of a node that is down. */
    void wipe(String node) {
        node(node).wipe();
    }

    boolean isRunning(String node) {
        return node(node).isAlive();
    }

    boolean isPaused(String node) {
        return node(node).isPaused();
    }

    OptionalInt exitCode(String node) {
        return node(node).exitCode();
    }

    int awaitExit(String node, Duration limit) {
        return node(node).awaitExit(limit);
    }

    /** What the node has logged since it was started last. */
    String logs(String node) {
        return node(node).log();
    }

    /** Starts a node that joins the cluster: one that is new, or one whose disk is empty. It is told where the others are. */
    void join(String node) {
        if (!nodes.containsKey(node)) {
            add(node);
        }
        joined.add(node);
        start(node);
    }

    private void add(String name) {
        var node = new Node(name, directory.resolve(name));
        nodes.put(name, node);
        relays.put(name, new Relay(name, node.peerPort(), links, this::originOf));
    }

    // Links

    /** Nothing moves any more on the connections that one node has opened or opens to the other: its calls hang. */
    void cut(String from, String to) {
        links.cut(link(from, to));
    }

    /** Nothing that one node sends arrives at the other, neither its calls nor its answers. */
    void mute(String from, String to) {
        links.mute(link(from, to));
    }

    /** The connections that one node has opened to the other are reset, and new ones as well. */
    void refuse(String from, String to) {
        links.refuse(link(from, to));
        relays.get(to).reset(from);
    }

    void heal(String from, String to) {
        links.heal(link(from, to));
    }

    /** Bytes from one node to the other travel for so long. */
    void delay(String from, String to, Duration time) {
        links.delay(link(from, to), time);
    }

    /** Cuts a node off from all its peers, both ways. Clients still reach it. */
    void isolate(String node) {
        for (var peer : namesWithout(node)) {
            cut(node, peer);
            cut(peer, node);
        }
    }

    void healAll() {
        links.healAll();
    }

    // What the cluster says of itself

    /** Every node that runs answers that it is ready. */
    void awaitReady() {
        for (var node : nodes.values()) {
            if (node.isAlive()) {
                awaitReady(node.name());
            }
        }
    }

    void awaitReady(String node) {
        awaitReady(node, READY_LIMIT);
    }

    void awaitReady(String node, Duration limit) {
        Await.until(limit, node + " to be ready", () -> readiness(node), "200"::equals);
    }

    /** The node that calls itself the leader, at a term that no other node exceeds, and is ready. */
    String awaitLeader() {
        return awaitLeader(LEADER_LIMIT);
    }

    String awaitLeader(Duration limit) {
        return awaitLeader(limit, "a leader", _ -> true);
    }

    /** A leader other than this one, which may believe to be it still. */
    String awaitLeaderOtherThan(String old) {
        return awaitLeader(LEADER_LIMIT, "a leader other than " + old, leader -> !leader.equals(old));
    }

    /** Whoever it is found to be is the answer: asked once more, it may lead no longer. */
    private String awaitLeader(Duration limit, String wanted, Predicate<String> isWanted) {
        var found = new AtomicReference<String>();
        Await.until(limit, wanted, this::views, seen -> {
            leaderIn(seen).filter(isWanted).ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    /** What {@code /actuator/raft} answers. */
    JsonNode status(String node) {
        return switch (looks.get(node, "/actuator/raft")) {
            case Answered answered when answered.status() == 200 -> answered.body();
            case Reply other -> throw new NoSuchElementException(node + " does not tell its status: " + other);
        };
    }

    RaftView view(String node) {
        return RaftView.of(status(node));
    }

    /** The views of the nodes that answer; all are asked at the same time, as some may hang. */
    List<RaftView> views() {
        var asked = askAll(nodes.values().stream()
                .filter(node -> node.isAlive() && !node.isPaused())
                .<Callable<Optional<RaftView>>>map(node -> () -> viewIfAny(node.name()))
                .toList());
        return asked.stream().flatMap(Optional::stream).toList();
    }

    // End

    /** Logs and data stay for whoever looks into the failure. */
    void keepEvidence() {
        evidenceKept = true;
    }

    @Override
    public void close() {
        killAll();
        relays.values().forEach(Relay::close);
        looks.close();
        threads.close();
        Runtime.getRuntime().removeShutdownHook(lastResort);
        if (evidenceKept) {
            keep();
        } else {
            Node.delete(directory);
        }
    }

    private void keep() {
        try {
            Files.createDirectories(FAILURES);
            var kept = FAILURES.toAbsolutePath().resolve(directory.getFileName());
            Files.move(directory, kept);
            System.err.println("logs and data of the failed cluster are in " + kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void killAll() {
        for (var node : nodes.values()) {
            if (node.isAlive()) {
                node.kill();
            }
        }
    }

    private Map<String, String> properties(Node node) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", Integer.toString(node.httpPort()));
        properties.put("holdfast.node.id", node.name());
        properties.put("holdfast.node.data-dir", node.dataDirectory().toString());
        properties.put("holdfast.node.peer-host", "127.0.0.1");
        properties.put("holdfast.node.peer-port", Integer.toString(node.peerPort()));
        if (joined.contains(node.name())) {
            properties.put("holdfast.cluster.members", entry(node));
            properties.put(
                    "holdfast.cluster.join",
                    namesWithout(node.name()).stream()
                            .filter(this::isRunning)
                            .map(this::relayed)
                            .collect(joining(",")));
        } else {
            properties.put("holdfast.cluster.members", members());
        }
        plan.properties().forEach((name, value) -> properties.put(name, value.replace("{node}", node.name())));
        return properties;
    }

    /** Of those that formed the cluster. */
    private String members() {
        return IntStream.rangeClosed(1, plan.nodes())
                .mapToObj(number -> entry(node("n" + number)))
                .collect(joining(","));
    }

    private String entry(Node node) {
        return node.name() + "/" + relayed(node.name()) + "/" + url(node.name());
    }

    private String relayed(String node) {
        return "127.0.0.1:" + relays.get(node).port();
    }

    private @Nullable String originOf(int clientPort, int relayPort) {
        Map<String, Long> pids = new LinkedHashMap<>();
        for (var node : nodes.values()) {
            if (node.isAlive()) {
                pids.put(node.name(), node.pid());
            }
        }
        return Links.supported()
                ? SocketOwners.ownerOf(clientPort, relayPort, pids).orElse(null)
                : "unknown";
    }

    private Link link(String from, String to) {
        if (!Links.supported()) {
            throw new IllegalStateException("single links cannot be controlled on this platform");
        }
        return new Link(node(from).name(), node(to).name());
    }

    private Node node(String name) {
        var node = nodes.get(name);
        if (node == null) {
            throw new NoSuchElementException("no node " + name + " in " + names());
        }
        return node;
    }

    private String readiness(String node) {
        if (!isRunning(node)) {
            throw new AssertionError("%s has ended with code %s; its log ends with%n%s"
                    .formatted(node, exitCode(node), node(node).logTail(40)));
        }
        return switch (looks.get(node, "/actuator/health/readiness")) {
            case Answered answered when answered.status() == 200 -> "200";
            case Reply other -> other.toString();
        };
    }

    private Optional<RaftView> viewIfAny(String node) {
        try {
            return Optional.of(view(node));
        } catch (NoSuchElementException _) {
            return Optional.empty();
        }
    }

    private Optional<String> leaderIn(Collection<RaftView> views) {
        var highest =
                views.stream().max(Comparator.comparingLong(RaftView::term).thenComparing(RaftView::leads));
        return highest.filter(view -> view.leads() && readiness(view.node()).equals("200"))
                .map(RaftView::node);
    }

    private <T> List<T> askAll(List<Callable<T>> questions) {
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : threads.invokeAll(questions)) {
                answers.add(answer.resultNow());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the nodes", e);
        }
    }
}
