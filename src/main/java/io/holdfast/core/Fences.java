package io.holdfast.core;

import org.jspecify.annotations.Nullable;

/**
 * Who can tell whether a guard holds: the machine that hands out fencing tokens in this group, or one that remembers the
 * tokens it has seen.
 */
public interface Fences {

    /** Why a request under this guard is not carried out; null if the guard holds, which may then be remembered. */
    @Nullable
    Declined refusal(Guard guard);
}
