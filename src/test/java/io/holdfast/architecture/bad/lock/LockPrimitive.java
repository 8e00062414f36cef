package io.holdfast.architecture.bad.lock;

import io.holdfast.architecture.bad.queue.QueuePrimitive;

/** One primitive that knows another. */
public final class LockPrimitive {

    public String other() {
        return new QueuePrimitive().name();
    }
}
