/**
 * Keeps copies of cache entries in this node's memory, and calls them back where this node is their home. What may be kept
 * and what has to go is decided in {@code cache.line}; here are the threads, the clocks and the messages.
 */
@NullMarked
package io.holdfast.cache.coherence;

import org.jspecify.annotations.NullMarked;
