package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Gate;
import io.holdfast.cluster.LeaderDesk;
import io.holdfast.cluster.Member;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.Testimony;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Outcome;
import io.holdfast.replica.Step;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.ClientInvocationId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/** This node's part in one Raft group: its state, and the ways to change, read and watch it. */
final class GroupNode implements ReplicaStateMachine.Listener, AutoCloseable {

    private static final long ASK_AGAIN_NANOS = 50_000_000;

    /** A snapshot taken here, and what the state hashed to. */
    record Digest(long index, String hex) {}

    private final String name;
    private final RaftGroupId id;
    private final ClientId proposer = ClientId.randomId();
    private final Members members;
    private final AppliedState state;
    private final LeaderDuties duties;
    private final ReadBarrier barrier;
    private final Proposals proposals;
    private final Admission admission;
    private final GroupGates gates;
    private final ConsensusProperties tuning;
    private final List<LeaderDesk> desks;
    private final Runnable onChange;
    private volatile @Nullable Engine engine;
    private volatile Digest digest = new Digest(-1, "");

    /** What a group shares with the rest of the node. */
    record Surroundings(
            Members members,
            ConsensusProperties tuning,
            Duration requestTimeout,
            PeerLinks links,
            io.holdfast.wire.Codec codec,
            List<LeaderDesk> desks,
            GroupGates gates,
            Supplier<Admission> admissions) {}

    GroupNode(String name, RaftGroupId id, AppliedState state, Surroundings around, Runnable onChange) {
        this.name = name;
        this.id = id;
        this.members = around.members();
        this.state = state;
        this.tuning = around.tuning();
        this.desks = around.desks();
        this.onChange = onChange;
        this.barrier = new ReadBarrier(
                this::division, name, around.links(), tuning.readTimeout().toMillis());
        this.duties = new LeaderDuties(state, new LeaderClock(System::nanoTime), new LeaderDuties.Lead() {
            @Override
            public void confirm() {
                var unused = confirmIndex();
            }

            @Override
            public ClusterException whyNot() {
                return whyNotLeader();
            }
        });
        this.proposals = new Proposals(
                around.codec(), duties::clockMillis, this::append, this::whyNotLeader, around.requestTimeout());
        duties.attach(proposals);
        this.admission = around.admissions().get();
        this.gates = around.gates();
    }

    /** The engine has the group open. */
    void attach(Engine started) {
        engine = started;
    }

    /** What answers commands beside the log while this node leads. */
    List<LeaderDesk> desks() {
        return desks;
    }

    /** Whether this node has a copy of the group's state, however old. */
    boolean isOpen() {
        return division() != null;
    }

    /** Whether the group counts this node among its members; a newcomer catches up before it is one. */
    boolean isMember() {
        var here = division();
        return here != null && GroupViews.isMember(here);
    }

    /** What is to be done from time to time; waits for nothing. One thread, every {@value LeaderClock#LOOK_MILLIS} ms. */
    void look() {
        duties.look();
        proposals.look();
    }

    private CompletableFuture<RaftClientReply> append(Batch batch) {
        return runningEngine().submit(id, proposer, batch.call(), batch);
    }

    RaftServer.@Nullable Division division() {
        var running = engine;
        return running == null ? null : running.division(id);
    }

    String name() {
        return name;
    }

    RaftGroupId id() {
        return id;
    }

    AppliedState state() {
        return state;
    }

    LeaderDuties duties() {
        return duties;
    }

    Digest digest() {
        return digest;
    }

    /** Whether this node leads and has applied everything of earlier terms. */
    boolean leads() {
        var here = division();
        return here != null && here.getInfo().isLeaderReady() && duties.isLeading();
    }

    /**
     * Whether this node leads and has its log open. Ratis refuses entries from when it is to hand the lead over until it has,
     * or has given up, and goes on leading meanwhile.
     */
    boolean takesRequests() {
        return !duties.isHandingOver() && leads();
    }

    /** Who leads as far as this node knows; null if nobody does. */
    @Nullable
    Member leader() {
        var here = division();
        if (here == null) {
            return null;
        }
        var info = here.getInfo();
        if (info.isLeader() && !info.isLeaderReady()) {
            return null;
        }
        return members.behind(info.getLeaderId());
    }

    ClusterException whyNotLeader() {
        var leader = leader();
        return leader == null || leader.node().equals(members.self().node())
                ? new NoLeaderException("no leader is known; an election may be under way")
                : new NotLeaderException(leader);
    }

    /** Has the request committed and applied, or throws a {@link ClusterException}. */
    Outcome submit(Request request) {
        requireToTakeRequests();
        return await(proposals.submit(request));
    }

    /** Returns once the request may be proposed; what wants to know of its fate, or null. */
    Gate.@Nullable Pass admit(Request request, Payload note) {
        requireToTakeRequests();
        return gates.of(name).admit(request, note);
    }

    /**
     * @param bytes the request as it stands in the log
     * @param pass with which it was admitted
     */
    Outcome submit(Request request, byte[] bytes, Gate.@Nullable Pass pass) {
        CompletableFuture<Outcome> outcome;
        try {
            outcome = proposals.submit(request, bytes, pass);
        } catch (RuntimeException e) {
            if (pass != null) {
                pass.withdrawn();
            }
            throw e;
        }
        return await(outcome);
    }

    private void requireToLead() {
        if (!leads()) {
            throw whyNotLeader();
        }
    }

    private void requireToTakeRequests() {
        if (!takesRequests()) {
            throw whyNotLeader();
        }
    }

    private static Outcome await(CompletableFuture<Outcome> outcome) {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ClusterException known
                    ? known
                    : new OutcomeUnknownException("the request failed in an unforeseen way: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("interrupted while the request was under way");
        }
    }

    /**
     * Returns once this node's copy has everything that was acknowledged before the call. An election is waited out, as
     * long as the read timeout allows.
     */
    void awaitFresh() {
        long deadline = System.nanoTime() + tuning.readTimeout().toNanos();
        while (true) {
            try {
                state.awaitApplied(barrier.confirm(), deadline);
                return;
            } catch (NoLeaderException e) {
                if (deadline - System.nanoTime() < ASK_AGAIN_NANOS) {
                    throw e;
                }
                LockSupport.parkNanos(ASK_AGAIN_NANOS);
            }
        }
    }

    /** The index that a follower's read must wait for; only the leader may say. */
    long confirmIndex() {
        requireToLead();
        return barrier.confirm();
    }

    /**
     * Returns the term that this node leads in, once a majority has confirmed since the call that it does, and its copy has
     * everything that was acknowledged before. Leading in the same term before and after, it led in between.
     *
     * @param asker what the member whose question this is said of itself when it asked; null if there is none
     */
    long confirmTerm(@Nullable Testimony asker) {
        requireToLead();
        long term = term();
        long known = asker == null ? ReadBarrier.UNCONFIRMED : barrier.confirmedBy(asker);
        state.awaitApplied(
                known == ReadBarrier.UNCONFIRMED ? barrier.confirm() : known,
                System.nanoTime() + tuning.readTimeout().toNanos());
        if (!leads() || term() != term) {
            throw whyNotLeader();
        }
        return term;
    }

    /** What this node says of itself as a member. */
    @Nullable
    Testimony testify() {
        var here = division();
        return here == null
                ? null
                : new Testimony(here.getId().toString(), here.getInfo().getCurrentTerm());
    }

    private long term() {
        var here = division();
        return here == null ? -1 : here.getInfo().getCurrentTerm();
    }

    /** Cluster time as far as this node can tell. */
    long nowMillis() {
        return leads() ? duties.clockMillis() : state.reckonedMillis();
    }

    /** Takes a peer in, on the leader; the caller asks again until the stage it needs is reached. */
    PeerAnswer admit(PeerQuestion.Admit asked) {
        return admission.admit(runningEngine(), this, asked);
    }

    /**
     * Takes peers of another node out, on the leader; returns once that is committed, or throws.
     *
     * @param isStillDue is asked when it is this change's turn
     */
    void takeOut(Predicate<String> peers, BooleanSupplier isStillDue) {
        admission.takeOut(runningEngine(), this, peers, isStillDue);
    }

    /** Appends an entry that only tells the time. */
    void tick() {
        proposals.tick();
    }

    /** Hands leadership to a peer; returns once it leads, or throws. */
    void handOver(String peer, long timeoutMillis) {
        long parted = duties.part();
        try {
            runningEngine().transfer(id, RaftPeerId.valueOf(peer), timeoutMillis);
        } finally {
            duties.stay(parted);
        }
    }

    private Engine runningEngine() {
        var running = engine;
        if (running == null) {
            throw new NoLeaderException("this node has not joined the cluster yet");
        }
        return running;
    }

    int proposalsWaiting() {
        return proposals.waiting();
    }

    @Override
    public void applied(Entry entry, Step step) {
        duties.applied(entry, step);
        if (!step.events().isEmpty()) {
            gates.of(name).applied(step.events());
        }
    }

    @Override
    public void leading() {
        gates.of(name).leading(term());
        duties.begin();
        onChange.run();
    }

    @Override
    public void deposed() {
        duties.end();
        gates.of(name).deposed();
        proposals.depose();
        onChange.run();
    }

    @Override
    public @Nullable Batch claim(ClientInvocationId invocation) {
        return invocation.getClientId().equals(proposer) ? proposals.claim(invocation.getLongId()) : null;
    }

    @Override
    public boolean mayAppend(Batch batch) {
        return batch.stands(term());
    }

    @Override
    public void changed() {
        onChange.run();
    }

    @Override
    public void snapshotTaken(long index, String hex) {
        digest = new Digest(index, hex);
    }

    @Override
    public void close() {
        duties.close();
        proposals.close();
        barrier.close();
        state.pending().wakeAll();
    }
}
