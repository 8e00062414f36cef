package io.holdfast.core;

/**
 * A question to a machine as a record, so that it can be put to a copy on another node.
 *
 * @param <A> the answer, a record or a sealed family of records
 */
public interface Inquiry<A extends Answer> {}
