package io.holdfast.cache.line;

/**
 * The permission to keep a copy and to read it without asking.
 *
 * @param term of the home that gave it
 * @param number among all that this home gave
 * @param incarnation of the lease that the node had when it asked; the permission ends with it
 * @param alone whether nobody else had a copy when it was given
 */
public record Grant(long term, long number, long incarnation, boolean alone) {}
