package io.holdfast.cluster;

import io.holdfast.core.Event;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands before the log of a data group on the node that leads it, and says when a request may be proposed. */
public interface Gate {

    /** Lets everything through. */
    Gate OPEN = new Gate() {
        @Override
        public @Nullable Pass admit(Request request, Payload note) {
            return null;
        }
    };

    /**
     * Returns once the request may be proposed; blocks until then.
     *
     * @param note what the node says to the gate that the request came to first; empty if nothing
     * @return what wants to know of its fate; null if nobody does
     * @throws ClusterException it must not be proposed: nothing was changed
     */
    @Nullable
    Pass admit(Request request, Payload note);

    /**
     * On the applying thread, when this node has applied everything of earlier terms and before it proposes anything as the
     * leader of this one.
     */
    default void leading(long term) {}

    /** This node stopped leading; passes given before are void. */
    default void deposed() {}

    /** On the applying thread of every node, after each entry that led to something. */
    default void applied(List<Event> events) {}

    /** A leave to propose one request. Exactly one of its ends is told. */
    interface Pass {

        /** Whether it still stands, for an entry of this term. Asked under locks of the log; waits for nothing. */
        boolean stands(long term);

        /**
         * On the applying thread: the request was applied.
         *
         * @param replayed whether it had been before, and changed nothing now
         */
        void applied(boolean replayed);

        /** What the node is to hear that the request came to first, after the request was applied; empty if nothing. */
        default Payload note() {
            return Payload.NONE;
        }

        /** The request is certain not to be in the log, and never will be. */
        void withdrawn();

        /** Nobody knows whether the request will be applied. */
        void lost();
    }
}
