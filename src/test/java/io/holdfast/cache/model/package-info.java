/**
 * The protocol of the coherent cache as a model small enough to be searched completely: one key, two or three nodes, a
 * leader and its successor, and a network that delays, reorders, repeats and never promises to deliver.
 *
 * <p>Read {@link io.holdfast.cache.model.Protocol} for what can happen, {@link io.holdfast.cache.model.Promises} for what
 * must hold, and {@link io.holdfast.cache.model.Rule} for what is needed to make it so.
 */
@NullMarked
package io.holdfast.cache.model;

import org.jspecify.annotations.NullMarked;
