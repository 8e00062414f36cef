package io.holdfast.web;

import io.holdfast.core.Command;
import io.holdfast.core.SessionId;
import org.jspecify.annotations.Nullable;

/** A place in some queue at an instant, as {@link Parking} needs to see it. */
public interface Place {

    /** Whose place it is; null where it is nobody's, or there is none. */
    default @Nullable SessionId session() {
        return null;
    }

    /** Whether it still waits, so that there is nothing to tell yet. */
    boolean isWaiting();

    /** What has to be committed before its grant may be told; null where there is nothing to claim. */
    @Nullable
    Command claim();
}
