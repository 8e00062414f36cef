package io.holdfast.linearizability;

/** How a lock is held. */
public enum LockMode {
    /** Shared with others. */
    S,
    /** Beside those that share, by one who will want to write. */
    U,
    /** Exclusive. */
    X;

    public boolean agreesWith(LockMode other) {
        return this != X && other != X && (this == S || other == S);
    }

    /** Whether who holds in this mode may do all that the other one allows. */
    public boolean covers(LockMode other) {
        return compareTo(other) >= 0;
    }
}
