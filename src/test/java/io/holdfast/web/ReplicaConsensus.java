package io.holdfast.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.ClusterView;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.EventFeed;
import io.holdfast.cluster.GroupView;
import io.holdfast.cluster.Member;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.NodeStatus;
import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.PeerState;
import io.holdfast.cluster.PeerView;
import io.holdfast.cluster.PendingReplies;
import io.holdfast.cluster.Query;
import io.holdfast.cluster.Reply;
import io.holdfast.cluster.Role;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.cluster.Standing;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;
import io.holdfast.lock.LockPrimitive;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Outcome;
import io.holdfast.replica.Replica;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A cluster of one replica in memory, which leads unless it is told otherwise. The state machines are the real ones. */
public final class ReplicaConsensus implements Consensus, SessionLeases {

    public static final Member N1 = member("n1", 8081);
    public static final Member N2 = member("n2", 8082);
    public static final long REMAINING_MILLIS = 28_000;

    private final Replica replica;
    private final PendingReplies pending = new PendingReplies();
    private final EventFeed feed = new EventFeed();
    private long index;
    private final Deque<Supplier<? extends RuntimeException>> failures = new ArrayDeque<>();
    private final List<Request> submitted = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private volatile Member leader = N1;
    private volatile Role role = Role.LEADER;
    private volatile boolean dataGroupsAreLed = true;
    private volatile int keepAlives;
    private volatile String clusterId = "0c1d2e3f";
    private volatile long passedMillis;

    /** With locks only. */
    public ReplicaConsensus() {
        this(List.of(LockPrimitive.LOCKS));
    }

    public ReplicaConsensus(List<Primitive<?, ?>> primitives) {
        replica = new Replica(primitives);
    }

    /** Gives the cluster another id. */
    public ReplicaConsensus named(String id) {
        clusterId = id;
        return this;
    }

    public static Member member(String node, int port) {
        return new Member(node, node, "127.0.0.1:" + (port - 1_000), URI.create("http://127.0.0.1:" + port));
    }

    /** Lets this node lead. */
    public void lead() {
        dataGroupsAreLed = true;
        role = Role.LEADER;
        leader = N1;
    }

    /** Lets another node lead; null is nobody. */
    public void follow(Member other) {
        role = other == null ? Role.CANDIDATE : Role.FOLLOWER;
        leader = other;
    }

    /** Lets nobody lead the data group, whoever leads the coordination group. */
    public void loseDataLeader() {
        dataGroupsAreLed = false;
    }

    public void close() {
        role = Role.CLOSED;
        leader = null;
    }

    /** Lets cluster time pass at once. */
    public synchronized void pass(long millis) {
        passedMillis += millis;
    }

    /** Has the next request fail before it changes anything. */
    public synchronized void failNext(Supplier<ClusterException> failure) {
        failures.add(failure);
    }

    /** Has the next request meet a defect. */
    synchronized void breakNext(RuntimeException defect) {
        failures.add(() -> defect);
    }

    /** Has this happen again and again. */
    synchronized void fillFeed(Event event, int times) {
        for (int i = 0; i < times; i++) {
            feed.append(++index, now(), List.of(event));
        }
    }

    public synchronized List<Request> submitted() {
        return List.copyOf(submitted);
    }

    /** Signs of life of sessions that there are. */
    public int keepAlives() {
        return keepAlives;
    }

    @Override
    public synchronized Reply submit(Request request) {
        submitted.add(request);
        var failure = failures.poll();
        if (failure != null) {
            throw failure.get();
        }
        var elsewhere = leader;
        if (role != Role.LEADER) {
            throw elsewhere == null ? new NoLeaderException("nobody leads") : new NotLeaderException(elsewhere);
        }
        var outcome = apply(List.of(request)).getFirst();
        return new Reply(outcome.result(), outcome.sequence(), outcome.replayed());
    }

    private List<Outcome> apply(List<Request> requests) {
        var step = replica.apply(new Entry(now(), requests));
        feed.append(++index, now(), step.events());
        pending.wake(step.events());
        return step.outcomes();
    }

    private long now() {
        return passedMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    @Override
    public synchronized <M extends Machine<?>, A> A read(Primitive<?, M> primitive, Query<M, A> query) {
        var failure = failures.poll();
        if (failure != null) {
            throw failure.get();
        }
        return readLocal(primitive, query);
    }

    @Override
    public synchronized <M extends Machine<?>, A> A readLocal(Primitive<?, M> primitive, Query<M, A> query) {
        if (replica.nextDeadline().orElse(Long.MAX_VALUE) <= now()) {
            apply(List.of());
        }
        return query.ask(replica.machine(primitive), now());
    }

    @Override
    public <M extends Machine<?>, A> A await(
            Primitive<?, M> primitive, Query<M, A> query, Predicate<A> settled, Topic topic, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            var waiter = pending.park(topic);
            try {
                var answer = readLocal(primitive, query);
                long left = end - System.nanoTime();
                if (settled.test(answer) || left <= 0) {
                    return answer;
                }
                waiter.await(Math.min(left, TimeUnit.MILLISECONDS.toNanos(20)));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                pending.leave(topic, waiter);
            }
        }
    }

    @Override
    public EventFeed events() {
        return feed;
    }

    @Override
    public ClusterView view() {
        var peers = List.of(
                new PeerView(N1, PeerState.ALIVE, role == Role.LEADER ? 7 : -1, role == Role.LEADER ? 0 : -1),
                new PeerView(N2, PeerState.ALIVE, role == Role.LEADER ? 6 : -1, role == Role.LEADER ? 12 : -1));
        var group = new GroupView("coordination", "n1", role, leader != null, 3, leader, 7, 6, 0, 5, "cafe", 4, peers);
        var dataLeader = dataGroupsAreLed && leader != null ? N2 : null;
        var data = new GroupView(
                "data-0",
                "n1",
                role == Role.CLOSED ? role : Role.FOLLOWER,
                dataLeader != null,
                2,
                dataLeader,
                9,
                9,
                0,
                0,
                "",
                -1,
                peers);
        var nodes = peers.stream()
                .map(peer -> new NodeStatus(
                        peer.member(), Standing.VOTER, peer.state(), peer.matchIndex(), peer.lastContactMillis()))
                .toList();
        return new ClusterView("n1", clusterId, List.of(group, data), nodes);
    }

    @Override
    public String node() {
        return "n1";
    }

    @Override
    public boolean leads() {
        return role == Role.LEADER;
    }

    @Override
    public Member leader() {
        return leader;
    }

    @Override
    public long leaderChanges(String group) {
        return 2;
    }

    @Override
    public synchronized OptionalLong keepAlive(SessionId session) {
        var failure = failures.poll();
        if (failure != null) {
            throw failure.get();
        }
        var view = replica.sessions().find(session);
        if (view == null) {
            return OptionalLong.empty();
        }
        keepAlives++;
        return OptionalLong.of(view.ttlMillis());
    }

    @Override
    public OptionalLong remainingMillis(SessionId session) {
        return role == Role.LEADER ? OptionalLong.of(REMAINING_MILLIS) : OptionalLong.empty();
    }
}
