package io.holdfast.simulation.invariant;

import io.holdfast.core.RequestKey;
import io.holdfast.core.Result;
import io.holdfast.core.SessionId;
import io.holdfast.replica.Replica;
import io.holdfast.replica.Step;
import java.util.Arrays;

/** A promise, kept under watch for one whole run. It is told of everything it could be broken by. */
public interface Invariant {

    /** An entry was applied for the first time anywhere. */
    default void happened(Seen seen) {}

    /** A replica applied the entry at this index, be it the first to do so, a follower, or one that was restarted. */
    default void applied(Replica replica, int index, Step step) {}

    /** A client was told what became of its request. */
    default void answered(RequestKey key, Result result) {}

    /** A client was told that its session lives at least that long, in the time that passes outside. */
    default void promised(SessionId session, long untilMillis) {}

    /** Throws unless it holds. The evidence is put into words only then. */
    default void claim(boolean holds, String what, Object... evidence) {
        if (!holds) {
            throw new Violation(getClass().getSimpleName() + ": " + what + ": " + Arrays.asList(evidence));
        }
    }

    /** A promise was broken. */
    final class Violation extends AssertionError {

        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }
}
