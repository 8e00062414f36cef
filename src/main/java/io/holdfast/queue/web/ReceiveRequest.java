package io.holdfast.queue.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.queue.QueueLimits;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a consumer asks for. */
@Schema(name = "ReceiveRequest")
record ReceiveRequest(
        @Schema(description = "How many messages at most: 1 to 100, by default 1", example = "10") @Nullable
        Integer max,

        @JsonProperty("wait")
        @Schema(description = "How long to wait for the first: 0s to 20s, by default 0s", example = "10s")
        @Nullable
        String patience,

        @Schema(description = "For how long they are hidden from others; by default what the queue says") @Nullable
        String visibility,

        @Schema(description = "Who asks, for those who look into the queue", example = "worker-7") @Nullable
        String consumer,

        @Schema(description = "Only from this shard; by default from any") @Nullable
        Integer shard) {

    static final Duration WAIT_MAX = Duration.ofSeconds(20);

    static final ReceiveRequest DEFAULT = new ReceiveRequest(null, null, null, null, null);

    Wish read() {
        int most = max == null ? 1 : max;
        if (most < 1 || most > QueueLimits.BATCH_MAX) {
            throw ProblemException.badRequest("\"max\" is 1 to " + QueueLimits.BATCH_MAX + ", not " + most);
        }
        return new Wish(
                most,
                patience == null ? 0 : Durations.millis("wait", patience, WAIT_MAX),
                Durations.millis("visibility", visibility, 0),
                consumer == null ? "" : consumer,
                shard);
    }

    /** What the query says, where the body does not. */
    ReceiveRequest or(ReceiveRequest query) {
        return new ReceiveRequest(
                max == null ? query.max : max,
                patience == null ? query.patience : patience,
                visibility == null ? query.visibility : visibility,
                consumer == null ? query.consumer : consumer,
                shard == null ? query.shard : shard);
    }

    /** Parts of a query that are numbers. */
    static @Nullable Integer number(String name, @Nullable String text) {
        return text == null ? null : (int) Math.min(Input.number(name, text), Integer.MAX_VALUE);
    }
}
