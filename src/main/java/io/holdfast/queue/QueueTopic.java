package io.holdfast.queue;

import io.holdfast.core.Topic;

/** What a consumer waits on: that there may be something to receive in the shard. */
public record QueueTopic(Shard shard) implements Topic {}
