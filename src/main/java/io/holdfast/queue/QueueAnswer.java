package io.holdfast.queue;

import io.holdfast.core.Answer;
import io.holdfast.core.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is answered about a shard. */
public sealed interface QueueAnswer extends Answer {

    /**
     * A shard and its counters since it was made.
     *
     * @param exists false if the shard is not here; all else is 0 then
     * @param oldestReadyMillis for how long the oldest message that could be received has waited; 0 if there is none
     * @param oldestInFlightMillis since the oldest grant that is not settled; 0 if there is none
     * @param blockedGroups groups that wait because a message of theirs is in flight or waits for its next attempt
     * @param pauseEndsMillis in how long the pause ends by itself; 0 if it does not, or there is none
     * @param redrive null if none is under way
     */
    record ShardView(
            boolean exists,
            long birth,
            long version,
            long ready,
            long inFlight,
            long delayed,
            long dead,
            long bytes,
            long groups,
            long blockedGroups,
            long oldestReadyMillis,
            long oldestInFlightMillis,
            boolean sendingPaused,
            boolean receivingPaused,
            long pauseEndsMillis,
            @Nullable RedriveView redrive,
            Counts counts)
            implements QueueAnswer {}

    /**
     * How often each thing has happened. What was sent was acked, expired, cancelled or purged, or is there.
     *
     * @param refused messages that were not taken, repetitions aside
     * @param delivered grants, repeated ones included
     * @param released with or without an attempt
     * @param expired messages that are gone because their time to live was over, or because they were dead for long enough
     * @param buried how often a message died, whatever of
     */
    record Counts(
            long sent,
            long duplicates,
            long refused,
            long delivered,
            long redelivered,
            long acked,
            long failed,
            long released,
            long lapsed,
            long expired,
            long buried,
            long redriven,
            long cancelled,
            long purged) {}

    /** @param total how many were dead when it began */
    record RedriveView(String task, long total, long seen, long redriven, int perSecond) {}

    /**
     * @param next what the next page has to come after, since there may be more; 0 if there is none. A page can be short, even
     *     empty, and not the last: a look ends after so many messages, whether they are shown or not
     */
    record Messages(List<MessageView> messages, long next) implements QueueAnswer {
        public Messages {
            messages = List.copyOf(messages);
        }
    }

    /**
     * A message.
     *
     * @param remainingMillis until it can be received if it is delayed; until it is visible again if it is in flight; 0
     *     otherwise
     * @param ttlRemainingMillis 0 if it lives for ever
     * @param consumer who has it; empty where it did not say, or nobody has it
     * @param reason why it is dead; empty if it is not
     * @param failure what its last failure gave as reason; empty where there is none
     * @param payload null where it was not asked for
     */
    record MessageView(
            long message,
            MessageState state,
            @Nullable String group,
            int priority,
            int attempts,
            int failures,
            long ageMillis,
            long remainingMillis,
            long ttlRemainingMillis,
            String consumer,
            String reason,
            String failure,
            long bytes,
            @Nullable Payload payload) {}

    /** @param next what the next page has to come after, since there may be more; empty if there is none */
    record GroupViews(List<GroupView> groups, String next) implements QueueAnswer {
        public GroupViews {
            groups = List.copyOf(groups);
        }

        public boolean more() {
            return !next.isEmpty();
        }
    }

    /** @param blocked whether nothing of it can be received now */
    record GroupView(String group, long ready, long inFlight, long delayed, boolean blocked) {}

    /** The payloads of the messages of a {@link QueueResult.Delivered}, in its order. */
    record Payloads(List<Body> bodies) implements QueueAnswer {
        public Payloads {
            bodies = List.copyOf(bodies);
        }
    }

    /** @param payload null where the message is gone already */
    record Body(@Nullable Payload payload) {}

    /** @param claimable by how many receives of one message each something could be had now; 0 if receiving is paused */
    record Glimpse(boolean exists, long claimable) implements QueueAnswer {}

    /** @param next with which to go on; null if there are no more */
    record Rolled(List<ShardMark> shards, @Nullable Shard next) implements QueueAnswer {
        public Rolled {
            shards = List.copyOf(shards);
        }
    }

    /** A shard, and how new what it knows of its queue is. */
    record ShardMark(Shard shard, long birth, long version) {}
}
