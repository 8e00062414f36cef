package io.holdfast.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A copy of all queues outside the cluster, for the day on which every node is lost. It follows what is committed and may
 * lag behind; nothing that is promised depends on it.
 */
public interface Mirror {

    /** How the mirror stands, as one node sees it. */
    enum State {
        /** None is kept. */
        OFF,
        /** The store does not answer; what it lacks is made up for when it does. */
        UNREACHABLE,
        /** It follows this cluster. */
        KEEPING,
        /** It holds what another cluster left, and is not touched until somebody says what is to become of it. */
        FOREIGN,
        /** This cluster is taking up what another one left. */
        RESTORING
    }

    /** Why something was not begun. */
    enum Refusal {
        /** No mirror is kept. */
        OFF,
        /** The store does not answer. */
        UNREACHABLE,
        /** Nothing was left by another cluster. */
        NOTHING_LEFT,
        /** This cluster has queues of its own. */
        NOT_EMPTY,
        /** It is under way already. */
        UNDER_WAY
    }

    /**
     * What is known of it.
     *
     * @param cluster whose queues it holds; empty where none are, or that is not known
     * @param added messages that this node has written to it since it started
     * @param removed messages that this node has taken out of it since it started
     * @param restored null where this node has not restored anything since it started
     */
    record View(
            State state,
            String cluster,
            long added,
            long removed,
            @Nullable Restored restored) {}

    /**
     * How far a restore has come.
     *
     * @param refused messages that their queue did not take, such as more than it may hold
     * @param expired messages whose time was over
     * @param failure why it ended before it was through; empty if it did not. Begun again, it goes on where it ended
     */
    record Restored(boolean done, long queues, long messages, long refused, long expired, String failure) {}

    View view();

    /** Begins to take up what another cluster left, in this one, which has to be empty; null if it has begun. */
    @Nullable
    Refusal restore();

    /** Throws away what another cluster left, and begins to follow this one; null if that is done. */
    @Nullable
    Refusal discard();

    /** Where none is kept. */
    Mirror NONE = new Mirror() {

        @Override
        public View view() {
            return new View(State.OFF, "", 0, 0, null);
        }

        @Override
        public Refusal restore() {
            return Refusal.OFF;
        }

        @Override
        public Refusal discard() {
            return Refusal.OFF;
        }
    };
}
