package io.holdfast.linearizability;

/** What a client asks of a lock. An owner is whoever the lock tells apart: a session, or an owner within one. */
public sealed interface LockInput {

    String lock();

    /**
     * Take the lock. A fleeting grant may be taken back at any time if nobody heard of it: that of a waiter that was
     * not claimed, or that of a session nobody keeps alive.
     */
    record Acquire(String lock, String owner, LockMode mode, boolean fleeting) implements LockInput {}

    /** Hold the lock in another mode; it stays held as it was if that is refused. */
    record Convert(String lock, String owner, long token, LockMode to) implements LockInput {}

    /** Give one hold up, or all of them. */
    record Release(String lock, String owner, long token, boolean all) implements LockInput {}

    record Inspect(String lock) implements LockInput {}
}
