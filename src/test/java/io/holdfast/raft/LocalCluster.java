package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.GroupView;
import io.holdfast.core.Primitive;
import io.holdfast.lock.LockPrimitive;
import io.holdfast.roster.RosterPrimitive;
import io.holdfast.testing.counter.CounterPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.util.unit.DataSize;

/** Nodes of one cluster in this JVM: the real engine on loopback, without the web in front. */
final class LocalCluster implements AutoCloseable {

    static final ConsensusProperties SMALL = new ConsensusProperties(
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            Duration.ofSeconds(10),
            200,
            DataSize.ofMegabytes(1),
            DataSize.ofKilobytes(64),
            10);

    private static final SpaceWatch.Tolerance STRICT = new SpaceWatch.Tolerance(Duration.ofMillis(200), 1 << 20);

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

    private final Path root;
    private final List<Primitive<?, ?>> primitives;
    private SpaceWatch.Tolerance tolerance = SpaceWatch.Tolerance.USUAL;
    private BiConsumer<String, Participation> beforeStart = (_, _) -> {};
    private final List<String> members = new ArrayList<>();
    private final Map<String, String> joined = new LinkedHashMap<>();
    private int voters = ClusterProperties.VOTERS_DEFAULT;
    private Duration replaceAfter = Duration.ZERO;
    private int replicas = ClusterProperties.VOTERS_DEFAULT;
    private final Map<String, Participation> nodes = new LinkedHashMap<>();
    private final Map<String, NodeLifecycle> lives = new LinkedHashMap<>();
    private final Map<String, Integer> exits = new ConcurrentHashMap<>();
    private final int dataGroups;
    private final Duration patience;

    LocalCluster(Path root, int size) throws IOException {
        this(root, size, 0);
    }

    LocalCluster(Path root, int size, int dataGroups) throws IOException {
        this(root, size, dataGroups, REQUEST_TIMEOUT);
    }

    LocalCluster(Path root, int size, int dataGroups, Duration patience) throws IOException {
        this(root, size, dataGroups, patience, List.of(LockPrimitive.LOCKS, CounterPrimitive.COUNTERS));
    }

    /** With locks and a roster, which nodes may join and leave. */
    static LocalCluster open(Path root, int size, int dataGroups) throws IOException {
        return new LocalCluster(
                root,
                size,
                dataGroups,
                REQUEST_TIMEOUT,
                List.of(LockPrimitive.LOCKS, CounterPrimitive.COUNTERS, RosterPrimitive.ROSTER));
    }

    /** Of one data group with these primitives. */
    LocalCluster(Path root, int size, List<Primitive<?, ?>> primitives) throws IOException {
        this(root, size, 1, REQUEST_TIMEOUT, primitives);
    }

    private Function<String, PeerTls> tls = _ -> PeerTls.NONE;

    private LocalCluster(Path root, int size, int dataGroups, Duration patience, List<Primitive<?, ?>> primitives)
            throws IOException {
        this.patience = patience;
        this.root = root;
        this.dataGroups = dataGroups;
        this.primitives = primitives;
        for (int i = 1; i <= size; i++) {
            members.add("n" + i + "/127.0.0.1:" + freePort() + "/http://127.0.0.1:" + (8080 + i));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Has the space on disk of what was removed given back without the usual patience. */
    LocalCluster strict() {
        tolerance = STRICT;
        return this;
    }

    /** Has each node show the certificate that it is given here. */
    LocalCluster under(Function<String, PeerTls> certificates) {
        tls = certificates;
        return this;
    }

    /** Has something done with each node before it is started. */
    LocalCluster prepare(BiConsumer<String, Participation> preparation) {
        beforeStart = preparation;
        return this;
    }

    /** Starts every node and returns once each has joined and knows who leads. */
    LocalCluster startAll() {
        members.forEach(member -> start(member.substring(0, member.indexOf('/'))));
        nodes.keySet().forEach(this::awaitReady);
        return this;
    }

    void awaitReady(String node) {
        await(
                () -> node(node).view().groups().stream().allMatch(GroupView::ready),
                () -> node + ": " + node(node).view());
    }

    RatisNode start(String node) {
        return start(node, dataGroups);
    }

    RatisNode start(String node, int configuredGroups) {
        return start(node, configuredGroups, new ClusterProperties("test", members, List.of(), voters, replaceAfter));
    }

    /** Starts a node that is told nothing but where to find a member, now or before. */
    RatisNode join(String node) {
        var entry = joined.computeIfAbsent(node, LocalCluster::entry);
        var doors = members.stream().map(member -> member.split("/", 3)[1]).toList();
        return start(node, dataGroups, new ClusterProperties("test", List.of(entry), doors, voters, replaceAfter));
    }

    /** Has nodes of this one join another. */
    LocalCluster members(LocalCluster other) {
        members.clear();
        members.addAll(other.members);
        return this;
    }

    private static String entry(String node) {
        try {
            return node + "/127.0.0.1:" + freePort() + "/http://127.0.0.1:8080/" + node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has at most so many nodes vote, and one that is gone replaced after a while. */
    LocalCluster voters(int most, Duration grace) {
        voters = most;
        replaceAfter = grace;
        return this;
    }

    /** Has so many nodes have a copy of each data group, and not all. */
    LocalCluster replicas(int most) {
        replicas = most;
        return this;
    }

    private RatisNode start(String node, int configuredGroups, ClusterProperties cluster) {
        var properties = new NodeProperties(node, data(node), "127.0.0.1", 0);
        var setup = new Participation.Setup(
                properties,
                cluster,
                SMALL,
                new GroupProperties(configuredGroups, replicas, patience, patience),
                Members.of(properties, cluster, 8080),
                tls.apply(node),
                primitives);
        var participation = new Participation(setup, tolerance);
        beforeStart.accept(node, participation);
        var life = new NodeLifecycle(participation, code -> exits.put(node, code));
        life.start();
        nodes.put(node, participation);
        lives.put(node, life);
        return new RatisNode(participation);
    }

    Path data(String node) {
        return root.resolve(node);
    }

    /** Takes everything from a node that was stopped. */
    void wipe(String node) throws IOException {
        try (var files = Files.walk(data(node))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    void stop(String node) {
        nodes.remove(node);
        var life = lives.remove(node);
        if (life != null) {
            life.stop();
        }
    }

    /** With which code the node's process would have ended; null if it would go on. */
    Integer exitCode(String node) {
        return exits.get(node);
    }

    /** The port of a node to a data group. */
    DataGroup group(String node, int number) {
        return nodes.get(node).ports().group(number);
    }

    List<String> running() {
        return List.copyOf(nodes.keySet());
    }

    RatisNode node(String node) {
        return new RatisNode(nodes.get(node));
    }

    Participation participation(String node) {
        return nodes.get(node);
    }

    List<String> followers() {
        var leader = awaitLeader();
        return nodes.keySet().stream().filter(node -> !node.equals(leader)).toList();
    }

    String awaitLeader() {
        await(
                () -> nodes.values().stream().anyMatch(node -> new RatisNode(node).leads()),
                () -> "no leader: "
                        + nodes.values().stream()
                                .map(Participation::coordination)
                                .toList());
        return nodes.keySet().stream()
                .filter(node -> node(node).leads())
                .findFirst()
                .orElseThrow();
    }

    RatisNode leader() {
        return node(awaitLeader());
    }

    static void await(BooleanSupplier condition, Supplier<String> lastSeen) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(lastSeen).isLessThan(deadline);
            Thread.onSpinWait();
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        List.copyOf(nodes.keySet()).forEach(this::stop);
    }
}
