package io.holdfast.architecture.bad.raft;

import io.holdfast.architecture.bad.lock.LockPrimitive;
import io.holdfast.architecture.bad.session.SessionPrimitive;

/** The engine may know sessions, but no lock; and it is nobody's business. */
public final class KnowsTheLock {

    public String known() {
        return new LockPrimitive().other() + new SessionPrimitive();
    }
}
