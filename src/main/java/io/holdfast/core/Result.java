package io.holdfast.core;

/** What became of a {@link Command}. Refusals are results: they replicate like any other. */
public interface Result {}
