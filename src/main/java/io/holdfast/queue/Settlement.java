package io.holdfast.queue;

import org.jspecify.annotations.Nullable;

/**
 * What a consumer decided about one message that it has.
 *
 * @param message number, {@code lease} and {@code nonce} as in the {@link Lease}
 */
public record Settlement(
        long message,
        long lease,
        long nonce,
        Verdict verdict,
        long millis,
        @Nullable String reason) {

    /** In {@link #millis}: the queue decides. */
    public static final long BY_QUEUE = -1;

    /** What it is. */
    public enum Verdict {
        /** It is done with, for good. */
        ACK,
        /** It failed; again after {@code millis}, or after the queue's back-off. */
        FAIL,
        /** It is given back, which is no failure; again after {@code millis}, or at once. */
        RELEASE,
        /** It was never seen by a consumer: given back at once, and the attempt does not count. */
        UNSEEN,
        /** Hide it for {@code millis} from now, unless it is hidden for longer already. */
        EXTEND,
        /** It is dead; kept with the reason until it is redriven, purged or cancelled. */
        BURY
    }

    public Settlement {
        if (verdict == Verdict.EXTEND) {
            QueueLimits.check(
                    "visibility", millis, QueueLimits.VISIBILITY_MILLIS_MIN, QueueLimits.VISIBILITY_MILLIS_MAX);
        } else {
            QueueLimits.check("delay", millis, BY_QUEUE, QueueLimits.DELAY_MILLIS_MAX);
        }
        if (reason != null) {
            QueueLimits.checkLength("a reason", reason.length(), QueueLimits.REASON_LENGTH_MAX);
        }
    }
}
