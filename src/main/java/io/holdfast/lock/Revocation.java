package io.holdfast.lock;

/**
 * What a holder was asked: to give the lock up.
 *
 * @param untilMillis cluster time by which
 * @param force whether the lock is taken then
 */
public record Revocation(String reason, long untilMillis, boolean force) {}
