package io.holdfast.linearizability;

/** How a lock is held. */
public enum LockMode {
    /** Shared with others. */
    S,
    /** Exclusive. */
    X;

    public boolean agreesWith(LockMode other) {
        return this == S && other == S;
    }
}
