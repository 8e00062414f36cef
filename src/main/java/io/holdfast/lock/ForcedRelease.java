package io.holdfast.lock;

/**
 * A lock that was taken from its holder.
 *
 * @param atMillis cluster time
 * @param by who did it; empty where a request to revoke ran out
 */
public record ForcedRelease(
        long sequence,
        long atMillis,
        LockName lock,
        Owner owner,
        Mode mode,
        FencingToken token,
        String reason,
        String by) {}
