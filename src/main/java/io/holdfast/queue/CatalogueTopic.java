package io.holdfast.queue;

import io.holdfast.core.Topic;

/** What those wait on who follow the whole catalogue. */
public record CatalogueTopic() implements Topic {}
