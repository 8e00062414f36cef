package io.holdfast.cluster;

import io.holdfast.core.Machine;
import org.jspecify.annotations.Nullable;

/** A question to a machine. It must be quick, change nothing, and return a copy. */
@FunctionalInterface
public interface Query<M extends Machine<?>, A extends @Nullable Object> {

    /**
     * @param nowMillis cluster time as this node reckons it, for how long something has lasted or will last
     */
    A ask(M machine, long nowMillis);
}
