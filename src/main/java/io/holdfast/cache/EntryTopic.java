package io.holdfast.cache;

import io.holdfast.core.Topic;

/** What whoever waits for one entry waits on. */
public record EntryTopic(CacheKey key) implements Topic {}
