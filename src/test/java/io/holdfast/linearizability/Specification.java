package io.holdfast.linearizability;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an object may answer if operations on it happened one at a time. All methods are pure, states have equals and
 * hashCode.
 */
public interface Specification<S, I, O> {

    S initial();

    /**
     * The states the object may be in after {@code input} was answered with {@code output}; none if that answer would be
     * wrong. Without an output nobody heard the answer: any may have been given.
     */
    List<S> next(S state, I input, @Nullable O output);

    /**
     * Whether this answer is given only where nothing changes, whatever the state. The search places such an operation as
     * soon as it fits and never asks whether it would fit later as well.
     */
    boolean changesNothing(I input, O output);

    /** What the operation is about. Operations on different parts never disturb each other and are searched apart. */
    Object partition(I input);
}
