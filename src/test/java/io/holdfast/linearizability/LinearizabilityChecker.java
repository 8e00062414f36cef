package io.holdfast.linearizability;

import io.holdfast.linearizability.Verdict.Linearizable;
import io.holdfast.linearizability.Verdict.Undecided;
import io.holdfast.linearizability.Verdict.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a history is linearizable: Wing and Gong's search with Lowe's memory of the configurations it has
 * already been in, one part of the object at a time.
 */
public final class LinearizabilityChecker<S, I, O> {

    private static final long STEPS_MAX = 5_000_000;
    private static final Duration TIME_MAX = Duration.ofMinutes(2);

    private final Specification<S, I, O> specification;
    private final long stepsMax;
    private final Duration timeMax;

    public LinearizabilityChecker(Specification<S, I, O> specification) {
        this(specification, STEPS_MAX, TIME_MAX);
    }

    /** The steps are counted for each part, the time for the whole check. */
    public LinearizabilityChecker(Specification<S, I, O> specification, long stepsMax, Duration timeMax) {
        this.specification = specification;
        this.stepsMax = stepsMax;
        this.timeMax = timeMax;
    }

    /** A violation anywhere outweighs a part left undecided. */
    public Verdict check(Collection<Operation<I, O>> history) {
        long deadlineNanos = System.nanoTime() + timeMax.toNanos();
        Map<Object, List<Operation<I, O>>> parts = new LinkedHashMap<>();
        for (var operation : history) {
            parts.computeIfAbsent(specification.partition(operation.input()), _ -> new ArrayList<>())
                    .add(operation);
        }
        Undecided undecided = null;
        long steps = 0;
        for (var part : parts.entrySet()) {
            var verdict = new Search<>(specification, part.getKey(), part.getValue()).run(stepsMax, deadlineNanos);
            switch (verdict) {
                case Violation violation -> {
                    return violation;
                }
                case Undecided unclear -> undecided = unclear;
                case Linearizable found -> steps += found.steps();
            }
        }
        return undecided != null ? undecided : new Linearizable(parts.size(), history.size(), steps);
    }
}
