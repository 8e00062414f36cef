package io.holdfast.cluster;

import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.Topic;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The port to one data group, the same on every node: what only the group's leader can do is carried to it in one hop. Calls
 * block; they are made on virtual threads. Every method but {@link #confirmTerm} may throw a {@link ClusterException},
 * which is never a {@link NotLeaderException}: nobody has to send the client anywhere.
 */
public interface DataGroup {

    String name();

    /** Whether this node leads the group and is ready to; cheap. */
    boolean leads();

    /** Whether this node has a copy of the group's state. */
    boolean isHere();

    /** Who leads as far as this node knows, itself included; null if nobody does. */
    @Nullable
    Member leader();

    /**
     * Has the request committed and applied at the leader, wherever that is, and returns what became of it.
     *
     * @throws NoLeaderException nothing was changed; nobody leads, or the leader could not be reached
     * @throws OverloadedException nothing was changed; too much is under way
     * @throws OutcomeUnknownException it may yet happen or not; repeat it under the same key
     */
    default Delivery submit(Request request) {
        return submit(request, Payload.NONE);
    }

    /**
     * The same, with a note for the {@link Gate} at the leader.
     *
     * @param note empty if there is none
     */
    Delivery submit(Request request, Payload note);

    /** Asks linearizably: this node's own copy where there is one, else the leader's. */
    <A extends Answer> A ask(Inquiry<A> inquiry);

    /**
     * Returns the term in which this node leads the group, once a majority has confirmed since the call that it still does, and
     * its copy has everything that was acknowledged before.
     *
     * @throws NotLeaderException another node leads
     * @throws NoLeaderException nobody can say so now
     */
    default long confirmTerm() {
        throw new NoLeaderException("nobody leads " + name() + " by terms");
    }

    /**
     * The same for a question that another member asked: if what that said of itself when it asked makes a majority
     * with this node, nobody else need be asked.
     */
    default long confirmTerm(@Nullable Testimony asker) {
        return confirmTerm();
    }

    /** What this node can say of itself as a member of the group now; null if it has no part in it. */
    default @Nullable Testimony testify() {
        return null;
    }

    /** Asks this node's own copy as it is, which may lag behind; null where there is none. */
    <A extends Answer> @Nullable A askLocal(Inquiry<A> inquiry);

    /**
     * Returns when something has happened to the topic here, or patience has run out. Where this node has no copy it hears
     * nothing, and returns after a short while.
     */
    Parked park(Topic topic);

    /** The events of this node's copy. */
    @Nullable
    EventFeed events();

    /** A place to wait for a topic, taken before looking, so that nothing can happen in between unseen. */
    interface Parked extends AutoCloseable {

        /** Whether something happened within this time. */
        boolean await(Duration patience) throws InterruptedException;

        @Override
        void close();
    }
}
