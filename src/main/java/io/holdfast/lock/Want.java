package io.holdfast.lock;

/** One lock that a request asks for, and how. */
public record Want(LockName lock, Mode mode) {}
