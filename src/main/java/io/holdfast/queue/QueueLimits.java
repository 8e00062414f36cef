package io.holdfast.queue;

/** The frozen bounds of commands: they hold on every node and in every log. */
public final class QueueLimits {

    public static final int SHARDS_MAX = 64;
    /** Messages in one send, receipts in one settlement, messages in one receive. */
    public static final int BATCH_MAX = 100;
    /** Bytes of one message's payload: its body, its content type and its attributes. */
    public static final int PAYLOAD_BYTES_MAX = 1 << 20;
    /** Bytes of all payloads of one send, so that an entry of the log stays within its bound. */
    public static final int SEND_BYTES_MAX = 2 << 20;

    public static final int GROUP_LENGTH_MAX = 128;
    public static final int DEDUPLICATION_ID_LENGTH_MAX = 128;
    public static final int CONSUMER_LENGTH_MAX = 128;
    public static final int REASON_LENGTH_MAX = 256;
    public static final int PRIORITY_MAX = 9;
    public static final long VISIBILITY_MILLIS_MIN = 1_000;
    public static final long VISIBILITY_MILLIS_MAX = 12 * 3_600_000L;
    public static final long DELAY_MILLIS_MAX = 365 * 86_400_000L;
    public static final long TTL_MILLIS_MAX = 365 * 86_400_000L;
    public static final long BACKOFF_MILLIS_MAX = 24 * 3_600_000L;
    public static final long DEDUPLICATION_MILLIS_MAX = 24 * 3_600_000L;
    public static final int FAILURES_MAX = 10_000;
    public static final int ATTEMPTS_MAX = 10_000;
    public static final long MESSAGES_MAX = 100_000_000L;
    public static final long BYTES_MAX = 1L << 40;
    public static final int IN_FLIGHT_MAX = 1_000_000;
    /** Messages that one purge or one step of a redrive touches, so that no command keeps the others waiting. */
    public static final int SWEEP_MAX = 1_000;

    /** Messages that one look or one sweep passes over, whether it has to do with them or not. */
    public static final int LOOK_MAX = 5_000;
    /** Deadlines that one step of time acts on; what is left comes with the next, so that others get between. */
    public static final int DEADLINES_MAX = 10_000;
    /** Deduplication ids that a shard remembers. */
    public static final int DEDUPLICATION_IDS_MAX = 1_000_000;
    /** Receipts that a shard remembers after they were settled. */
    public static final int SETTLED_MAX = 10_000;

    public static final int REDRIVE_PER_SECOND_MAX = 100_000;
    /** Messages on one page of a look into a queue. */
    public static final int PAGE_MAX = 100;
    /** Shards on one page of a list of them. */
    public static final int ROLL_MAX = 1_000;

    private QueueLimits() {}

    static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " is " + least + " to " + most + ", not " + value);
        }
    }

    static void checkLength(String what, int length, int most) {
        if (length > most) {
            throw new IllegalArgumentException(what + " has at most " + most + " characters, not " + length);
        }
    }
}
