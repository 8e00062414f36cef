package io.holdfast.queue;

import io.holdfast.core.Payload;
import org.jspecify.annotations.Nullable;

/**
 * A message to be sent.
 *
 * @param group messages of one group are received one batch at a time, in the order they were sent; null is a group of its
 *     own
 * @param deduplicationId a second message with this id within the queue's window is not taken; null is not looked at
 * @param fingerprint a hash of the message, so that another one under the same deduplication id is refused
 * @param priority 0 to 9, higher ones first; a message of a group has 0
 * @param delayMillis for how long it cannot be received
 * @param ttlMillis how long it lives from when it can be received; 0 is what the queue says
 * @param payload what the machine does not look into: body, content type and attributes
 */
public record Draft(
        @Nullable String group,
        @Nullable String deduplicationId,
        long fingerprint,
        int priority,
        long delayMillis,
        long ttlMillis,
        Payload payload) {

    public Draft {
        if (group != null) {
            QueueLimits.check("the length of a group", group.length(), 1, QueueLimits.GROUP_LENGTH_MAX);
        }
        if (deduplicationId != null) {
            QueueLimits.check(
                    "the length of a deduplication id",
                    deduplicationId.length(),
                    1,
                    QueueLimits.DEDUPLICATION_ID_LENGTH_MAX);
        }
        QueueLimits.check("priority", priority, 0, group == null ? QueueLimits.PRIORITY_MAX : 0);
        QueueLimits.check("delay", delayMillis, 0, QueueLimits.DELAY_MILLIS_MAX);
        QueueLimits.check("ttl", ttlMillis, 0, QueueLimits.TTL_MILLIS_MAX);
        QueueLimits.check("the size of a message", payload.bytes().length, 0, QueueLimits.PAYLOAD_BYTES_MAX);
    }
}
