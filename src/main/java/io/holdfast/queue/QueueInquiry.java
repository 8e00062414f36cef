package io.holdfast.queue;

import io.holdfast.core.Inquiry;
import org.jspecify.annotations.Nullable;

/** What can be asked about a shard. */
public sealed interface QueueInquiry<A extends QueueAnswer> extends Inquiry<A> {

    Shard shard();

    record OfShard(Shard shard) implements QueueInquiry<QueueAnswer.ShardView> {}

    /** One message, with its payload. */
    record OfMessage(Shard shard, long message) implements QueueInquiry<QueueAnswer.Messages> {}

    /**
     * A page of messages in the order of their numbers.
     *
     * @param state null is every state
     * @param group null is every group
     * @param after only those with a greater number
     * @param payloads whether to show what is in them
     */
    record Peek(
            Shard shard,
            @Nullable MessageState state,
            @Nullable String group,
            long after,
            int limit,
            boolean payloads) implements QueueInquiry<QueueAnswer.Messages> {

        public Peek {
            QueueLimits.check("limit", limit, 1, QueueLimits.PAGE_MAX);
        }
    }

    /** A page of groups in the order of their names. */
    record Groups(Shard shard, String after, int limit) implements QueueInquiry<QueueAnswer.GroupViews> {

        public Groups {
            QueueLimits.check("limit", limit, 1, QueueLimits.PAGE_MAX);
        }
    }
}
