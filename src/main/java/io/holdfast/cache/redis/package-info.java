/**
 * Redis as the store behind caches, off by default: what is written to such a cache is written back to Redis, and what is
 * missed is looked up there. What a cache has acknowledged is in the log; nothing of that depends on Redis.
 */
@NullMarked
package io.holdfast.cache.redis;

import org.jspecify.annotations.NullMarked;
