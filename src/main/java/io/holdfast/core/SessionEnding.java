package io.holdfast.core;

/** An event after which its session is ended in the same step, with all it holds everywhere. */
public interface SessionEnding extends Event {}
