package io.holdfast.simulation.invariant;

import io.holdfast.replica.Replica;
import io.holdfast.replica.Step;
import io.holdfast.testing.Saved;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The same entry leads to the same step and the same state on every replica, whether it lived through all before or was
 * loaded from a snapshot. Steps are compared each time, whole states now and then.
 */
public final class ReplicasAgree implements Invariant {

    private static final int STATES_EVERY = 16;

    private final Function<Replica, Saved> image;
    private final Map<Integer, Step> steps = new HashMap<>();
    private final Map<Integer, Saved> states = new HashMap<>();

    /** @param image how a state is put down to be compared */
    public ReplicasAgree(Function<Replica, Saved> image) {
        this.image = image;
    }

    @Override
    public void applied(Replica replica, int index, Step step) {
        var first = steps.putIfAbsent(index, step);
        claim(first == null || first.equals(step), "an entry led to two different steps", index, first, step);
        if (index % STATES_EVERY == 0) {
            agree(replica, index);
        }
    }

    /** Compares the whole state with that of whichever replica was here first. */
    public void agree(Replica replica, int index) {
        var state = image.apply(replica);
        var first = states.putIfAbsent(index, state);
        claim(first == null || first.equals(state), "two states after an entry", index, first, state);
    }
}
