package io.holdfast.queue;

/**
 * How a queue behaves. Limits on a whole queue are divided among its shards.
 *
 * @param shards in how many parts it lies; one shard is strictly ordered
 * @param visibilityMillis for how long a received message is hidden from others, unless the receive says otherwise
 * @param failuresMax a message that failed this often is dead
 * @param attemptsMax a message that was handed out this often and is not settled is dead, however it came back
 * @param backoffMillis after the first failure a message waits this long, then twice as long each time; 0 is not at all
 * @param backoffMillisMax and never longer than this
 * @param ttlMillis how long a message lives from when it can first be received, but for the time it is in flight; 0 is for
 *     ever
 * @param expiry what becomes of a message that was not received in time
 * @param deduplicationMillis for how long a deduplication id is remembered; 0 is not at all
 * @param messagesMax how many messages the queue takes, dead ones included
 * @param bytesMax how many bytes of payload the queue takes, dead messages included
 * @param inFlightMax how many messages may be received and not yet settled
 * @param onFailure what becomes of a group whose first message failed
 * @param deadMillis how long a dead message is kept; 0 is for ever
 */
public record QueueSettings(
        int shards,
        long visibilityMillis,
        int failuresMax,
        int attemptsMax,
        long backoffMillis,
        long backoffMillisMax,
        long ttlMillis,
        Expiry expiry,
        long deduplicationMillis,
        long messagesMax,
        long bytesMax,
        int inFlightMax,
        OnFailure onFailure,
        long deadMillis) {

    /** What becomes of a message that was not received within its time to live. */
    public enum Expiry {
        DROP,
        BURY
    }

    /** What becomes of the rest of a group while a message of it waits for its next attempt. */
    public enum OnFailure {
        /**
         * It waits, so that order is kept. So it does while any message of the group is delayed and others stand behind it,
         * whether it failed, was sent with a delay, or was rescheduled.
         */
        BLOCK,
        /** It goes on, and the message comes later, before what stands behind it then. */
        SKIP,
        /**
         * The message is dead at its first failure, and with it what stands behind it in its group, in flight or not. Delayed
         * messages are waited for.
         */
        BURY_GROUP
    }

    /** The settings of a queue of one shard that says nothing. */
    public static final QueueSettings DEFAULT = new QueueSettings(
            1,
            30_000,
            5,
            100,
            1_000,
            300_000,
            0,
            Expiry.DROP,
            600_000,
            10_000_000,
            64L << 30,
            20_000,
            OnFailure.BLOCK,
            0);

    public QueueSettings {
        QueueLimits.check("shards", shards, 1, QueueLimits.SHARDS_MAX);
        QueueLimits.check(
                "visibility", visibilityMillis, QueueLimits.VISIBILITY_MILLIS_MIN, QueueLimits.VISIBILITY_MILLIS_MAX);
        QueueLimits.check("failuresMax", failuresMax, 1, QueueLimits.FAILURES_MAX);
        QueueLimits.check("attemptsMax", attemptsMax, 1, QueueLimits.ATTEMPTS_MAX);
        QueueLimits.check("backoff", backoffMillis, 0, QueueLimits.BACKOFF_MILLIS_MAX);
        QueueLimits.check("backoffMax", backoffMillisMax, backoffMillis, QueueLimits.BACKOFF_MILLIS_MAX);
        QueueLimits.check("ttl", ttlMillis, 0, QueueLimits.TTL_MILLIS_MAX);
        QueueLimits.check("deduplication", deduplicationMillis, 0, QueueLimits.DEDUPLICATION_MILLIS_MAX);
        QueueLimits.check("messagesMax", messagesMax, 1, QueueLimits.MESSAGES_MAX);
        QueueLimits.check("bytesMax", bytesMax, 1, QueueLimits.BYTES_MAX);
        QueueLimits.check("inFlightMax", inFlightMax, 1, QueueLimits.IN_FLIGHT_MAX);
        QueueLimits.check("dead", deadMillis, 0, QueueLimits.TTL_MILLIS_MAX);
    }
}
