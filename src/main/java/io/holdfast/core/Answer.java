package io.holdfast.core;

/** What a machine answers to an {@link Inquiry}: a record that goes between nodes, and is never in the log. */
public interface Answer {}
