package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.Member;
import io.holdfast.core.Primitive;
import io.holdfast.store.DurableMarker;
import io.holdfast.store.Identity;
import io.holdfast.wire.Codec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this node takes part in the cluster, from an empty or a full disk to the end of the process. A full disk is
 * recovered at once; an empty one first finds out, with the others, whether it founds the cluster or joins it anew.
 */
final class Participation {

    static final String COORDINATION = "coordination";

    private static final long ASK_AGAIN_MILLIS = 250;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(Participation.class);

    /**
     * What configuration says.
     *
     * @param requestTimeout how long a change waits to be committed before its outcome is called unknown
     */
    record Setup(
            NodeProperties node,
            ClusterProperties cluster,
            ConsensusProperties tuning,
            Duration requestTimeout,
            Members members,
            List<Primitive<?, ?>> primitives) {}

    private final Setup setup;
    private final DataDirectory data;
    private final Codec codec;
    private final PeerLinks links;
    private final PeerService service;
    private final Formation formation;
    private final Admission admission;
    private final Observer observer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Identity identity;
    private volatile @Nullable Engine engine;
    private volatile @Nullable GroupNode group;
    private volatile @Nullable StateMachine machine;
    private volatile boolean leaving;
    private String told = "";

    Participation(Setup setup) {
        this.setup = setup;
        this.data =
                new DataDirectory(java.util.Objects.requireNonNull(setup.node().dataDir()));
        this.codec = new Codec(setup.primitives());
        var messages = new PeerMessages(codec);
        this.links = new PeerLinks(messages);
        this.service = new PeerService(messages, this::answer, threads);
        this.formation = new Formation(setup.members(), setup.cluster().name(), links);
        this.admission = new Admission(setup.members());
        this.observer = new Observer(this::coordination);
        this.identity = data.identity(setup.node().id());
    }

    /** Recovers what is on disk; returns with the engine running, and goes on joining in the background if it must. */
    void start() {
        var known = identity;
        if (!known.clusterId().isEmpty()) {
            var marker = data.marker(COORDINATION, groupId(known));
            boolean present = data.examine(groupId(known), marker);
            var joined = prepare(known, marker);
            startEngine(known.peer(), present ? joined.id() : null);
            if (present) {
                begin(joined);
                LOG.info(
                        "recovered node={} peer={} cluster={} data={}",
                        known.node(),
                        known.peer(),
                        known.clusterId(),
                        setup.node().dataDir());
            } else {
                threads.execute(() -> open(joined));
            }
            threads.execute(this::ensureMembership);
            return;
        }
        startEngine(known.node(), null);
        threads.execute(this::join);
    }

    private void startEngine(String peer, @Nullable RaftGroupId recovered) {
        var settings = EngineSettings.properties(
                setup.tuning(), data.raft(), setup.node().peerHost(), bindPort());
        engine = Engine.start(peer, recovered, _ -> stateMachine(), settings, EngineSettings.parameters(service));
    }

    private int bindPort() {
        return setup.node().peerPort() != 0 ? setup.node().peerPort() : Members.portOf(self().address());
    }

    private StateMachine stateMachine() {
        var prepared = machine;
        if (prepared == null) {
            throw new IllegalStateException("a group was opened before this node knew its cluster");
        }
        return prepared;
    }

    private static RaftGroupId groupId(Identity known) {
        return RaftGroupId.valueOf(Formation.groupId(known.clusterId(), COORDINATION));
    }

    private GroupNode prepare(Identity known) {
        return prepare(known, data.marker(COORDINATION, groupId(known)));
    }

    private GroupNode prepare(Identity known, DurableMarker marker) {
        var state = new AppliedState(setup.primitives());
        var surroundings =
                new GroupNode.Surroundings(setup.members(), setup.tuning(), setup.requestTimeout(), links, codec);
        var prepared = new GroupNode(COORDINATION, groupId(known), state, surroundings, this::noteChange);
        machine = new ReplicaStateMachine(codec, state, marker, prepared);
        return prepared;
    }

    private void begin(GroupNode joined) {
        joined.attach(runningEngine());
        group = joined;
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
                case Formation.Verdict.Wait wait -> tellOnce(wait.reason());
            }
            pause();
        }
    }

    private void found(Identity founder) {
        settle(founder);
        LOG.info(
                "founding node={} cluster={} founders={}",
                founder.node(),
                founder.clusterId(),
                founder.founders().keySet());
        open(prepare(founder));
    }

    private void rejoin(Identity newcomer) {
        settle(newcomer);
        LOG.warn(
                "this disk is empty but cluster={} names node={}: joining anew as peer={}",
                newcomer.clusterId(),
                newcomer.node(),
                newcomer.peer());
        runningEngine().close();
        startEngine(newcomer.peer(), null);
        open(prepare(newcomer));
        ensureMembership();
    }

    private void settle(Identity settled) {
        data.store(settled);
        identity = settled;
    }

    /** Opens the group on an empty disk. A newcomer does so only after its older selves were removed. */
    private void open(GroupNode joined) {
        boolean founder = identity.peer().equals(identity.node());
        while (!founder && !leaving && !reached(PeerAnswer.Stage.REMOVED, false)) {
            pause();
        }
        if (leaving) {
            return;
        }
        var peers = founder
                ? identity.founders().keySet().stream()
                        .map(node -> setup.members().peer(node, node))
                        .toList()
                : List.<RaftPeer>of();
        runningEngine().open(joined.id(), peers);
        begin(joined);
    }

    /** Asks to be added until the group's configuration has this peer. */
    private void ensureMembership() {
        while (!leaving && !isMember()) {
            if (group != null && !identity.peer().equals(identity.node()) && reached(PeerAnswer.Stage.ADDED, true)) {
                LOG.info("joined node={} peer={} cluster={}", identity.node(), identity.peer(), identity.clusterId());
                return;
            }
            pause();
        }
    }

    private boolean isMember() {
        var joined = group;
        var here = joined == null ? null : joined.division();
        return here != null && GroupViews.isMember(here);
    }

    private boolean reached(PeerAnswer.Stage wanted, boolean ready) {
        var answer = formation.askAdmission(COORDINATION, identity, ready);
        if (answer instanceof PeerAnswer.Admission admitted) {
            return admitted.stage() == wanted || admitted.stage() == PeerAnswer.Stage.ADDED;
        }
        if (answer instanceof PeerAnswer.Declined declined) {
            tellOnce(declined.reason());
        }
        return false;
    }

    private void tellOnce(String reason) {
        if (!reason.equals(told)) {
            told = reason;
            LOG.info("waiting to join: {}", reason);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ASK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PeerAnswer answer(PeerQuestion question) {
        var joined = group;
        var running = engine;
        try {
            return switch (question) {
                case PeerQuestion.Introduce introduce -> introduce(introduce);
                case PeerQuestion.TermOf _ -> joined == null ? notHere() : termOf(joined);
                case PeerQuestion.ConfirmIndex _ ->
                    joined == null ? notHere() : new PeerAnswer.Confirmed(joined.confirmIndex());
                case PeerQuestion.Admit admit ->
                    joined == null || running == null ? notHere() : admission.admit(running, joined, admit);
            };
        } catch (ClusterException e) {
            return new PeerAnswer.Declined(String.valueOf(e.getMessage()));
        }
    }

    private PeerAnswer introduce(PeerQuestion.Introduce introduce) {
        if (!introduce.cluster().equals(setup.cluster().name())) {
            return new PeerAnswer.Declined("this is cluster " + setup.cluster().name());
        }
        var known = identity;
        return new PeerAnswer.Introduction(
                setup.cluster().name(), known.node(), known.birth(), known.clusterId(), known.founders());
    }

    private static PeerAnswer termOf(GroupNode joined) {
        var here = joined.division();
        return here == null
                ? notHere()
                : new PeerAnswer.Term(here.getId().toString(), here.getInfo().getCurrentTerm());
    }

    private static PeerAnswer notHere() {
        return new PeerAnswer.Declined("this node has not joined the cluster yet");
    }

    private void noteChange() {
        threads.execute(observer::look);
    }

    Observer observer() {
        return observer;
    }

    Reunion reunion() {
        return new Reunion(links::reach);
    }

    Member self() {
        return setup.members().self();
    }

    String clusterId() {
        return identity.clusterId();
    }

    @Nullable
    GroupNode group() {
        return group;
    }

    @Nullable
    Engine engine() {
        return engine;
    }

    boolean isLeaving() {
        return leaving;
    }

    GroupView coordination() {
        var joined = group;
        return joined == null ? GroupViews.starting(COORDINATION, self()) : GroupViews.of(joined, setup.members());
    }

    /** From now on nobody waits here any longer, and no leadership is taken. */
    void leave() {
        leaving = true;
        var joined = group;
        if (joined != null) {
            joined.state().pending().wakeAll();
            joined.state().feed().close();
        }
    }

    void stop() {
        leaving = true;
        var joined = group;
        if (joined != null) {
            joined.close();
        }
        links.close();
        var running = engine;
        if (running != null) {
            closeInTime(running);
        }
        threads.shutdownNow();
    }

    /** Ratis can wait for ever for a snapshot that a broken disk does not take; the process must end all the same. */
    private static void closeInTime(Engine running) {
        var closing = Thread.ofPlatform().daemon().name("engine-close").start(running::close);
        try {
            if (!closing.join(CLOSE_TIMEOUT)) {
                LOG.warn("the engine has not closed within {}; the process ends without it", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
