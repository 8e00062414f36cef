package io.holdfast.cache;

import io.holdfast.core.Topic;

/** What those wait on who follow the whole catalogue. */
public record CachesTopic() implements Topic {}
