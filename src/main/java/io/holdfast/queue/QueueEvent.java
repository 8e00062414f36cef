package io.holdfast.queue;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;
import org.jspecify.annotations.Nullable;

/** What happens to shards and to messages on their own account. */
public sealed interface QueueEvent extends Event {

    Shard shard();

    @Override
    default Topic topic() {
        return new QueueWatch(shard().queue());
    }

    /** What whoever watches a queue waits on; that there is something to receive does not belong to it. */
    record QueueWatch(QueueName queue) implements Topic {}

    /**
     * Something can be received that could not before.
     *
     * @param count by so many receives at least
     */
    record Available(Shard shard, int count) implements QueueEvent {

        @Override
        public Topic topic() {
            return new QueueTopic(shard);
        }
    }

    record ShardMade(Shard shard, long birth) implements QueueEvent {}

    /** @param messages that were in it */
    record ShardDropped(Shard shard, long birth, long messages) implements QueueEvent {}

    /**
     * A message is dead.
     *
     * @param reason {@code failures}, {@code attempts}, {@code expired}, {@code group}, {@code buried}, or what the consumer
     *     said that gave it up
     */
    record Buried(Shard shard, long message, @Nullable String group, String reason) implements QueueEvent {}

    /** Messages are gone because their time to live was over, or because they were dead for long enough. */
    record Expired(Shard shard, int messages) implements QueueEvent {}

    record Cancelled(Shard shard, long message) implements QueueEvent {}

    record Purged(Shard shard, int messages) implements QueueEvent {}

    /** Both are false when all goes on. */
    record Paused(Shard shard, boolean sending, boolean receiving) implements QueueEvent {}

    /** @param total messages that are dead */
    record RedriveBegun(Shard shard, String task, long total) implements QueueEvent {}

    /** @param cancelled whether somebody ended it before it had seen all */
    record RedriveEnded(Shard shard, String task, long redriven, boolean cancelled) implements QueueEvent {}
}
