package io.holdfast.raft;

import io.holdfast.cluster.ClusterView;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.EventFeed;
import io.holdfast.cluster.Member;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.Query;
import io.holdfast.cluster.Reply;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.core.Machine;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The port to consensus, served by the groups this node takes part in. */
final class RatisNode implements Consensus, SessionLeases {

    private final Participation participation;

    RatisNode(Participation participation) {
        this.participation = participation;
    }

    private GroupNode coordination() {
        var group = participation.group();
        if (group == null) {
            throw new NoLeaderException(participation.company().absence());
        }
        return group;
    }

    @Override
    public Reply submit(Request request) {
        var outcome = coordination().submit(request);
        return new Reply(outcome.result(), outcome.sequence(), outcome.replayed());
    }

    @Override
    public <M extends Machine<?>, A extends @Nullable Object> A read(Primitive<?, M> primitive, Query<M, A> query) {
        var group = coordination();
        group.awaitFresh();
        return ask(group, primitive, query);
    }

    @Override
    public <M extends Machine<?>, A extends @Nullable Object> A readLocal(
            Primitive<?, M> primitive, Query<M, A> query) {
        return ask(coordination(), primitive, query);
    }

    private static <M extends Machine<?>, A extends @Nullable Object> A ask(
            GroupNode group, Primitive<?, M> primitive, Query<M, A> query) {
        long now = group.nowMillis();
        return group.state().read(replica -> query.ask(replica.machine(primitive), now));
    }

    @Override
    public <M extends Machine<?>, A extends @Nullable Object> A await(
            Primitive<?, M> primitive, Query<M, A> query, Predicate<A> settled, Topic topic, Duration patience) {
        var group = coordination();
        var pending = group.state().pending();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var parked = pending.park(topic);
            var answer = ask(group, primitive, query);
            long left = deadline - System.nanoTime();
            if (left <= 0 || settled.test(answer) || participation.isLeaving()) {
                pending.leave(topic, parked);
                return answer;
            }
            try {
                if (!parked.await(left)) {
                    pending.leave(topic, parked);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                pending.leave(topic, parked);
                return answer;
            }
        }
    }

    @Override
    public EventFeed events() {
        return coordination().state().feed();
    }

    @Override
    public OptionalLong keepAlive(SessionId session) {
        return coordination().duties().keepAlive(session);
    }

    @Override
    public OptionalLong remainingMillis(SessionId session) {
        var group = participation.group();
        return group == null ? OptionalLong.empty() : group.duties().remainingMillis(session);
    }

    @Override
    public boolean leads() {
        var group = participation.group();
        return group != null && group.takesRequests();
    }

    @Override
    public @Nullable Member leader() {
        return participation.leader();
    }

    @Override
    public String node() {
        return participation.self().node();
    }

    @Override
    public long leaderChanges(String group) {
        return participation.leaderChanges(group);
    }

    @Override
    public ClusterView view() {
        return new ClusterView(
                participation.self().node(),
                participation.clusterId(),
                participation.views(),
                participation.company().nodes(participation.group()),
                participation.company().roll().allotted());
    }
}
