package io.holdfast.architecture.bad.util;

/** A kind as a prefix. */
public interface IThing {}
