package io.holdfast.core;

/** Names one thing that can be waited on. Topics are records and are compared by value. */
public interface Topic {}
