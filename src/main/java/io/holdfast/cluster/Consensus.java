package io.holdfast.cluster;

import io.holdfast.core.Machine;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.Topic;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The port to the replicated state: propose, read, wait. Calls block; they are made on virtual threads.
 *
 * <p>Every method may throw a {@link ClusterException}, which says what the caller may conclude.
 */
public interface Consensus {

    /** The name of the group that this is the port to. */
    String GROUP = "coordination";

    /**
     * Has the request committed and applied, and returns what became of it. Only the leader of the group can.
     *
     * @throws NotLeaderException nothing was changed; ask the leader
     * @throws NoLeaderException nothing was changed; nobody leads
     * @throws OverloadedException nothing was changed; too much is under way
     * @throws OutcomeUnknownException it may yet happen or not; repeat it under the same key
     */
    Reply submit(Request request);

    /**
     * Asks a machine, linearizably: the answer reflects every change that was acknowledged before the call, and none
     * that is not committed. Any node can answer as long as it reaches a majority through the leader.
     *
     * @throws NoLeaderException no majority confirmed the answer's freshness in time
     */
    <M extends Machine<?>, A extends @Nullable Object> A read(Primitive<?, M> primitive, Query<M, A> query);

    /**
     * Asks this node's copy as it is, which may lag behind. For metrics, and where the caller has just seen its own
     * change applied here.
     */
    <M extends Machine<?>, A extends @Nullable Object> A readLocal(Primitive<?, M> primitive, Query<M, A> query);

    /**
     * Asks this node's copy again and again, each time something happens to the topic, until the answer is settled or
     * patience runs out; returns the last answer. The first look is not preceded by a barrier: call {@link #read} first
     * where one is needed.
     */
    <M extends Machine<?>, A extends @Nullable Object> A await(
            Primitive<?, M> primitive, Query<M, A> query, Predicate<A> settled, Topic topic, Duration patience);

    /** What happens, as this node's copy applies it. */
    EventFeed events();

    ClusterView view();

    /** This node's name. */
    default String node() {
        return view().node();
    }

    /**
     * Whether this node leads the coordination group and takes requests, which it does not while it hands the lead over;
     * cheap, asked for every mutation.
     */
    default boolean leads() {
        return view().leads();
    }

    /** Whom this node takes for the leader of the coordination group, itself included; cheap. Null where it knows none. */
    default @Nullable Member leader() {
        return view().leader();
    }

    /** How often this node has seen a leader of the group take over since it started. */
    default long leaderChanges(String group) {
        return 0;
    }
}
