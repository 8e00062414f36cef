package io.holdfast.queue.web;

import org.jspecify.annotations.Nullable;

/**
 * What a consumer wants of a queue.
 *
 * @param max messages, at most
 * @param waitMillis how long to wait for the first of them
 * @param visibilityMillis for how long they are hidden from others; 0 is what the queue says
 * @param consumer who asks; empty where it does not say
 * @param shard only from this one; null is any
 */
record Wish(
        int max,
        long waitMillis,
        long visibilityMillis,
        String consumer,
        @Nullable Integer shard) {}
