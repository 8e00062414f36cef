/**
 * A mirror of queue contents in Redis, off by default: it is for the day on which every node is lost, and for tools that
 * read Redis. Nothing that queues promise depends on it.
 */
@NullMarked
package io.holdfast.queue.redis;

import org.jspecify.annotations.NullMarked;
