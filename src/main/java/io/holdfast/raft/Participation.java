package io.holdfast.raft;

import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.LeaderDesk;
import io.holdfast.cluster.Member;
import io.holdfast.core.Primitive;
import io.holdfast.raft.NodeGroups.Prepared;
import io.holdfast.store.Identity;
import io.holdfast.wire.Codec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this node takes part in the cluster, from an empty or a full disk to the end of the process. A full disk is
 * recovered at once; an empty one first finds out, with the others, whether it founds the cluster or joins it anew.
 */
final class Participation {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LINGER = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(Participation.class);

    /** What configuration says, and what lives in the groups. */
    record Setup(
            NodeProperties node,
            ClusterProperties cluster,
            ConsensusProperties tuning,
            GroupProperties groups,
            Members members,
            PeerTls tls,
            List<Primitive<?, ?>> primitives,
            List<LeaderDesk> desks) {

        Setup(
                NodeProperties node,
                ClusterProperties cluster,
                ConsensusProperties tuning,
                GroupProperties groups,
                Members members,
                PeerTls tls,
                List<Primitive<?, ?>> primitives) {
            this(node, cluster, tuning, groups, members, tls, primitives, List.of());
        }
    }

    private final Setup setup;
    private final DataDirectory data;
    private final Shelving shelving;
    private final PeerLinks links;
    private final PeerService service;
    private final Formation formation;
    private final NodeGroups groups;
    private final List<Observer> observers;
    private final Hops hops;
    private final GroupPorts ports;
    private final Company company;
    private final Pulse pulse;
    private final Tenancies tenancies;
    private final GroupGates gates = new GroupGates();
    private final PeerCourier courier;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Identity identity;
    private volatile @Nullable Engine engine;
    private volatile @Nullable String refusal;
    private volatile String waitsFor = "";
    private volatile boolean resigned;
    private volatile boolean leaving;

    Participation(Setup setup) {
        this(setup, SpaceWatch.Tolerance.USUAL);
    }

    Participation(Setup setup, SpaceWatch.Tolerance tolerance) {
        this.setup = setup;
        var root = java.util.Objects.requireNonNull(setup.node().dataDir());
        this.data = new DataDirectory(root);
        this.shelving = new Shelving(root, tolerance);
        var codec = new Codec(setup.primitives());
        var messages = new PeerMessages(codec);
        int dataGroups = setup.groups().dataGroups();
        this.links = new PeerLinks(messages, setup.tls());
        this.formation = new Formation(setup.members(), setup.cluster().name(), dataGroups, links);
        this.company =
                new Company(setup, links, formation, new Caretaker.Node(() -> identity, this::takeOut), this::groups);
        var surroundings = new GroupNode.Surroundings(
                setup.members(),
                setup.tuning(),
                setup.groups().requestTimeout(),
                links,
                codec,
                setup.desks(),
                gates,
                company::admission);
        this.groups = new NodeGroups(setup, data, shelving, surroundings, this::noteChange);
        var self = new PeerDesk.Self(
                setup.cluster().name(), dataGroups, () -> identity, () -> resigned, company.roll(), company::led);
        this.courier = new PeerCourier(setup.members(), links, threads);
        var desk = new PeerDesk(self, groups::named, setup.members(), codec, courier);
        this.service = new PeerService(messages, desk::answer, threads);
        this.observers = NodeGroups.names(dataGroups).stream()
                .map(name -> new Observer(name, () -> view(name)))
                .toList();
        this.hops = new Hops(links);
        this.ports = GroupPorts.of(setup, groups, company.rumours(), hops, codec);
        this.pulse = new Pulse(groups::all);
        this.tenancies = new Tenancies(threads, company::placed);
        this.identity = data.identity(setup.node().id());
    }

    /** Recovers what is on disk; returns with the engine running, and goes on joining in the background if it must. */
    void start() {
        var known = identity;
        pulse.start();
        if (known.removed()) {
            company.tellRemoved(identity);
            return;
        }
        if (known.clusterId().isEmpty()) {
            startEngine(known.node());
            threads.execute(this::join);
            return;
        }
        var reason = Formation.refusal(setup.groups().dataGroups(), known.dataGroups());
        if (reason != null) {
            throw new ConfigurationRefusedException(reason);
        }
        var prepared = groups.prepare(known);
        startEngine(known.peer());
        LOG.info(
                "recovered node={} peer={} cluster={} groups={} data={}",
                known.node(),
                known.peer(),
                known.clusterId(),
                prepared.stream().filter(NodeGroups.Prepared::isOnDisk).count(),
                setup.node().dataDir());
        enter(prepared);
    }

    private void startEngine(String peer) {
        var settings = EngineSettings.properties(
                setup.tuning(), data.raft(), setup.node().peerHost(), bindPort());
        try {
            engine = Engine.start(
                    peer,
                    groups::machine,
                    settings,
                    EngineSettings.parameters(service, setup.tls(), new Turnstile(peer, groups::isHeldBack)));
        } catch (RuntimeException e) {
            var failure = shelving.failure();
            throw failure == null ? e : new StorageRefusedException(String.valueOf(failure.getMessage()), e);
        }
    }

    private int bindPort() {
        return setup.node().peerPort() != 0 ? setup.node().peerPort() : Members.portOf(self().address());
    }

    private Engine runningEngine() {
        var running = engine;
        if (running == null) {
            throw new IllegalStateException("the engine has not been started");
        }
        return running;
    }

    private void join() {
        while (!leaving) {
            switch (formation.ask(identity)) {
                case Formation.Verdict.Found found -> {
                    found(found.identity());
                    return;
                }
                case Formation.Verdict.Rejoin rejoin -> {
                    rejoin(rejoin.identity());
                    return;
                }
                case Formation.Verdict.Refuse refuse -> {
                    refusal = refuse.reason();
                    return;
                }
                case Formation.Verdict.Wait wait -> {
                    if (!wait.reason().equals(waitsFor)) {
                        waitsFor = wait.reason();
                        LOG.info("waiting to join: {}", waitsFor);
                    }
                }
            }
            Entrance.pause();
        }
    }

    private void found(Identity founder) {
        settle(founder);
        LOG.info(
                "founding node={} cluster={} founders={} data-groups={}",
                founder.node(),
                founder.clusterId(),
                founder.founders().keySet(),
                founder.dataGroups());
        enter(groups.prepare(founder));
    }

    private void rejoin(Identity newcomer) {
        settle(newcomer);
        LOG.warn(
                "this disk is empty: node={} of cluster={} joining as peer={}",
                newcomer.node(),
                newcomer.clusterId(),
                newcomer.peer());
        runningEngine().close();
        startEngine(newcomer.peer());
        enter(groups.prepare(newcomer));
    }

    private void settle(Identity settled) {
        data.store(settled);
        identity = settled;
    }

    private void enter(List<Prepared> prepared) {
        var running = runningEngine();
        var coordination = prepared.getFirst();
        var ground = new Tenancy.Ground(
                groups,
                setup.members(),
                company.roll(),
                formation,
                () -> leaving || identity.removed(),
                () -> coordination.group().isMember());
        var entrance = new Entrance(coordination.group(), identity, setup.members(), formation, ground.leaving());
        prepared.stream()
                .filter(Prepared::isOnDisk)
                .forEach(each -> each.group().attach(running));
        threads.execute(() -> entrance.enter(running, coordination.isOnDisk()));
        tenancies.begin(prepared.subList(1, prepared.size()), identity, ground, running);
    }

    /** The cluster has let this node go: it takes part in nothing any more, and says so to whoever asks. */
    private synchronized void takeOut() {
        if (identity.removed()) {
            return;
        }
        settle(identity.takenOut());
        resigned = true;
        company.tellRemoved(identity);
        hops.close();
        threads.execute(this::linger);
    }

    /** Others may count for a while yet on what this node has in its memory, and call it back. */
    private void linger() {
        try {
            Thread.sleep(LINGER);
            var running = engine;
            engine = null;
            if (running != null) {
                running.close(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void noteChange() {
        threads.execute(() -> observers.forEach(Observer::look));
    }

    /** One for each group, the coordination group's first. */
    List<Observer> observers() {
        return observers;
    }

    long leaderChanges(String group) {
        return observers.stream()
                .filter(observer -> observer.group().equals(group))
                .mapToLong(Observer::leaderChanges)
                .sum();
    }

    Reunion reunion() {
        return new Reunion(links::reach);
    }

    GroupGates gates() {
        return gates;
    }

    PeerCourier courier() {
        return courier;
    }

    GroupPorts ports() {
        return ports;
    }

    Member self() {
        return setup.members().self();
    }

    String clusterId() {
        return identity.clusterId();
    }

    /** This node's part in each group; none while it does not know its cluster. */
    List<GroupNode> groups() {
        return groups.all();
    }

    /** The coordination group; null until it is open here. */
    @Nullable
    GroupNode group() {
        var coordination = groups.named(NodeGroups.COORDINATION);
        return coordination == null || identity.removed() || !coordination.isOpen() ? null : coordination;
    }

    /** Who leads the coordination group; where this node has no copy of it, by what others say. */
    @Nullable
    Member leader() {
        var group = group();
        return group == null ? company.rumouredLeader() : group.leader();
    }

    Company company() {
        return company;
    }

    @Nullable
    Engine engine() {
        return engine;
    }

    /** Why this node cannot take part in the cluster that it found; null if it can. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** What an empty disk last waited for; empty if it never had to. */
    String waitsFor() {
        return waitsFor;
    }

    Shelving shelving() {
        return shelving;
    }

    boolean isLeaving() {
        return leaving;
    }

    GroupView coordination() {
        return view(NodeGroups.COORDINATION);
    }

    /** All groups, as this node sees them, the coordination group first. */
    List<GroupView> views() {
        return NodeGroups.names(setup.groups().dataGroups()).stream()
                .map(this::view)
                .toList();
    }

    private GroupView view(String name) {
        var group = groups.named(name);
        return group == null || identity.removed()
                ? GroupViews.starting(name, self())
                : tenancies.show(GroupViews.of(group, setup.members()));
    }

    /** From now on no leadership is taken over. */
    void resign() {
        resigned = true;
    }

    /** From now on nobody waits here any longer. */
    void leave() {
        resigned = true;
        leaving = true;
        for (var group : groups.all()) {
            group.state().pending().wakeAll();
            group.state().feed().close();
        }
    }

    void stop() {
        leaving = true;
        pulse.close();
        groups.close();
        links.close();
        var running = engine;
        if (running != null) {
            running.close(CLOSE_TIMEOUT);
        }
        threads.shutdownNow();
    }
}
