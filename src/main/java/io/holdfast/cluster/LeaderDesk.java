package io.holdfast.cluster;

import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Request;
import io.holdfast.core.Result;
import org.jspecify.annotations.Nullable;

/**
 * Answers at the leader of a data group what need not be in the log: soft state, which ends with the leader. It is asked
 * about every request that has not been answered before, by many threads at once.
 */
public interface LeaderDesk {

    /** What the request leads to without being in the log; null where it has to be in it. */
    @Nullable
    Result answer(Seat seat, Request request);

    /** Where the desk stands. */
    interface Seat {

        String group();

        /** Under which this node leads the group, or believes it does. */
        long term();

        /** Asks the leader's own copy as it is. */
        Answer ask(Inquiry<?> inquiry);
    }
}
