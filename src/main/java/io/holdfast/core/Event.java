package io.holdfast.core;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to somebody: a hint for whoever waits or watches on this node. State is the truth; an event
 * may be lost with the process and is not replayed.
 */
public interface Event {

    /** What a waiter waits on; waiters on an equal topic are woken. */
    Topic topic();

    /** The session it happened to; null where it happened to no session's doing. */
    default @Nullable SessionId session() {
        return null;
    }
}
