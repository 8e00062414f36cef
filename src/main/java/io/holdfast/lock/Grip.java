package io.holdfast.lock;

/** What a holder shows to prove its hold: the lock and the token its grant carried. */
public record Grip(LockName lock, FencingToken token) {}
