package io.holdfast.architecture.bad.queue;

import io.holdfast.architecture.bad.lock.LockPrimitive;

/** Knows the lock that knows it: a cycle. */
public final class QueuePrimitive {

    public String name() {
        return LockPrimitive.class.getName();
    }
}
