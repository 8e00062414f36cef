package io.holdfast.lock;

/**
 * One lock of a request, and what it was granted.
 *
 * @param token 0 where nothing was granted
 */
public record Grant(LockName lock, Mode mode, FencingToken token) {}
