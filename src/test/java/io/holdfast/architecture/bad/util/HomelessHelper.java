package io.holdfast.architecture.bad.util;

/** A name that says nothing, in a package that has no place. */
public final class HomelessHelper {}
