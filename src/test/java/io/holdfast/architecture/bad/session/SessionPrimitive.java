package io.holdfast.architecture.bad.session;

/** Is known to others, and may be. */
public final class SessionPrimitive {}
