package io.holdfast.cache;

import io.holdfast.core.Topic;

/** What whoever watches a cache as a whole waits on. */
public record CacheTopic(CacheName cache) implements Topic {}
