package io.holdfast.cluster;

import io.holdfast.core.Machine;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.Topic;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * The port to the replicated state: propose, read, wait. Calls block; they are made on virtual threads.
 *
 * <p>Every method may throw a {@link ClusterException}, which says what the caller may conclude.
 */
public interface Consensus {

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
    <M extends Machine<?>, A> A read(Primitive<?, M> primitive, Query<M, A> query);

    /**
     * Asks this node's copy as it is, which may lag behind. For metrics, and where the caller has just seen its own
     * change applied here.
     */
    <M extends Machine<?>, A> A readLocal(Primitive<?, M> primitive, Query<M, A> query);

    /**
     * Asks this node's copy again and again, each time something happens to the topic, until the answer is settled or
     * patience runs out; returns the last answer. The first look is not preceded by a barrier: call {@link #read} first
     * where one is needed.
     */
    <M extends Machine<?>, A> A await(
            Primitive<?, M> primitive, Query<M, A> query, Predicate<A> settled, Topic topic, Duration patience);

    ClusterView view();
}
