package io.holdfast.queue.web;

import io.holdfast.queue.QueueSettings;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a queue is to behave; what is left out has its default. */
@Schema(name = "DefineQueueRequest")
record DefineRequest(
        @Schema(
                description =
                        "In how many parts it lies: 1 to 64, by default 1, which is strictly ordered; or auto for as"
                                + " many as there are data groups. It cannot change",
                oneOf = {Integer.class, String.class},
                example = "auto")
        @Nullable
        Object shards,

        @Schema(description = "For how long a received message is hidden: 1s to 12h, by default 30s", example = "30s")
        @Nullable
        String visibility,

        @Schema(description = "A message that failed this often is dead: 1 to 10,000, by default 5") @Nullable
        Integer failuresMax,

        @Schema(description = "A message that was handed out this often is dead: 1 to 10,000, by default 100") @Nullable
        Integer attemptsMax,

        @Schema(description = "How long a failed message waits, twice as long each time: by default 1s") @Nullable
        String backoff,

        @Schema(description = "And never longer than this: up to 24h, by default 5m") @Nullable
        String backoffMax,

        @Schema(description = "How long a message lives from when it can be received; 0s, the default, is for ever")
        @Nullable
        String ttl,

        @Schema(description = "What becomes of one that was not received in time: drop, the default, or bury") @Nullable
        String onExpiry,

        @Schema(description = "For how long a deduplication id is remembered: 0s to 24h, by default 10m") @Nullable
        String deduplication,

        @Schema(description = "How many messages it takes, dead ones included: by default 10,000,000") @Nullable
        Long messagesMax,

        @Schema(description = "How many bytes of payload it takes: by default 64 GiB") @Nullable
        Long bytesMax,

        @Schema(description = "How many messages may be in flight: by default 20,000") @Nullable
        Integer inFlightMax,

        @Schema(
                description =
                        "What becomes of a group whose first message failed: block, the default, skip or bury-group")
        @Nullable
        String onFailure,

        @Schema(description = "How long a dead message is kept; 0s, the default, is for ever") @Nullable
        String keepDead) {

    private static final String AUTO = "auto";

    /** @param shardsOtherwise where the request does not say */
    QueueSettings read(int groups, int shardsOtherwise) {
        var other = QueueSettings.DEFAULT;
        int parts = shards(groups, shardsOtherwise);
        return Input.valid(() -> new QueueSettings(
                parts,
                Durations.millis("visibility", visibility, other.visibilityMillis()),
                or(failuresMax, other.failuresMax()),
                or(attemptsMax, other.attemptsMax()),
                Durations.millis("backoff", backoff, other.backoffMillis()),
                Durations.millis("backoffMax", backoffMax, other.backoffMillisMax()),
                Durations.millis("ttl", ttl, other.ttlMillis()),
                Input.choice("onExpiry", onExpiry, other.expiry()),
                Durations.millis("deduplication", deduplication, other.deduplicationMillis()),
                messagesMax == null ? other.messagesMax() : messagesMax,
                bytesMax == null ? other.bytesMax() : bytesMax,
                or(inFlightMax, other.inFlightMax()),
                Input.choice("onFailure", onFailure, other.onFailure()),
                Durations.millis("keepDead", keepDead, other.deadMillis())));
    }

    private int shards(int groups, int otherwise) {
        return switch (shards) {
            case null -> otherwise;
            case Integer number -> number;
            case String text when text.equals(AUTO) -> groups;
            default -> throw ProblemException.badRequest("\"shards\" is a number or \"auto\"");
        };
    }

    private static int or(@Nullable Integer number, int otherwise) {
        return number == null ? otherwise : number;
    }
}
