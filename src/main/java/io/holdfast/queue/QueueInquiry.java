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

    /** Whether there is anything to receive; cheaper than {@link OfShard}, for whoever looks before each receive. */
    record Glance(Shard shard) implements QueueInquiry<QueueAnswer.Glimpse> {}

    /**
     * The shards that are here, in their order.
     *
     * @param shard the first that is wanted, whether it is here or not
     */
    record Roll(Shard shard, int limit) implements QueueInquiry<QueueAnswer.Rolled> {

        /** No shard comes before this one. */
        public static final Shard FIRST = new Shard(new QueueName("-"), 0);

        public Roll {
            QueueLimits.check("limit", limit, 1, QueueLimits.ROLL_MAX);
        }
    }
}
