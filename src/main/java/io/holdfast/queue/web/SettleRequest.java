package io.holdfast.queue.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.Settlement;
import io.holdfast.queue.Settlement.Verdict;
import io.holdfast.queue.web.Settling.Decision;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a consumer decided about messages that it has, and what it wants next. */
@Schema(name = "SettleRequest")
record SettleRequest(
        @Schema(description = "Receipts of messages that are done with") @Nullable
        List<String> acks,

        @Schema(description = "Messages that failed") @Nullable
        List<FailRequest> fails,

        @Schema(description = "Messages that are given back, which is no failure") @Nullable
        List<ReleaseRequest> releases,

        @JsonProperty("extends") @Schema(description = "Messages to be hidden for longer") @Nullable
        List<ExtendRequest> extensions,

        @Schema(description = "Messages that are to be dead at once") @Nullable
        List<DeadRequest> dead,

        @Schema(description = "What to receive in the same round trip") @Nullable
        ReceiveRequest receive) {

    /** A message that failed. */
    @Schema(name = "FailRequest")
    record FailRequest(
            @Schema(description = "The receipt; not where the path names it") @Nullable
            String receipt,

            @Schema(description = "After how long to try again; by default the queue's back-off", example = "30s")
            @Nullable
            String delay,

            @Schema(description = "Why, for those who look into the queue", example = "no route to host") @Nullable
            String reason) {

        static final FailRequest DEFAULT = new FailRequest(null, null, null);

        Decision read(String named) {
            return Decision.of(
                    Receipt.parse(named), Verdict.FAIL, Durations.millis("delay", delay, Settlement.BY_QUEUE), reason);
        }
    }

    /** A message that is given back. */
    @Schema(name = "ReleaseMessageRequest")
    record ReleaseRequest(
            @Schema(description = "The receipt; not where the path names it") @Nullable
            String receipt,

            @Schema(description = "After how long others can receive it; by default at once", example = "5s") @Nullable
            String delay) {

        static final ReleaseRequest DEFAULT = new ReleaseRequest(null, null);

        Decision read(String named) {
            return Decision.of(Receipt.parse(named), Verdict.RELEASE, Durations.millis("delay", delay, 0), null);
        }
    }

    /** A message to be hidden for longer. */
    @Schema(name = "ExtendMessageRequest")
    record ExtendRequest(
            @Schema(description = "The receipt; not where the path names it") @Nullable
            String receipt,

            @Schema(description = "For how long from now: 1s to 12h", example = "1m") @Nullable
            String visibility) {

        Decision read(String named) {
            return Decision.of(
                    Receipt.parse(named),
                    Verdict.EXTEND,
                    Durations.millis("visibility", Input.required("visibility", visibility)),
                    null);
        }
    }

    /** A message that is to be dead. */
    @Schema(name = "DeadRequest")
    record DeadRequest(
            @Schema(description = "The receipt; not where the path names it") @Nullable
            String receipt,

            @Schema(description = "Why", example = "not an order") @Nullable
            String reason) {

        static final DeadRequest DEFAULT = new DeadRequest(null, null);

        Decision read(String named) {
            return Decision.of(Receipt.parse(named), Verdict.BURY, Settlement.BY_QUEUE, reason);
        }
    }

    /** One decision with the receipt as it came. */
    record Named(String receipt, Decision decision) {}

    /** All decisions, in the order in which they are answered. */
    List<Named> read() {
        var all = new ArrayList<Named>();
        for (var receipt : some(acks)) {
            all.add(new Named(receipt, Decision.of(Receipt.parse(receipt), Verdict.ACK, Settlement.BY_QUEUE, null)));
        }
        for (var one : some(fails)) {
            all.add(new Named(named(one.receipt), one.read(named(one.receipt))));
        }
        for (var one : some(releases)) {
            all.add(new Named(named(one.receipt), one.read(named(one.receipt))));
        }
        for (var one : some(extensions)) {
            all.add(new Named(named(one.receipt), one.read(named(one.receipt))));
        }
        for (var one : some(dead)) {
            all.add(new Named(named(one.receipt), one.read(named(one.receipt))));
        }
        if (all.size() > QueueLimits.BATCH_MAX) {
            throw ProblemException.badRequest(
                    "a request has at most " + QueueLimits.BATCH_MAX + " receipts, not " + all.size());
        }
        if (all.isEmpty() && receive == null) {
            throw ProblemException.badRequest("there is nothing to settle, and nothing to receive");
        }
        return all;
    }

    private static String named(@Nullable String receipt) {
        return Input.required("receipt", receipt);
    }

    private static <T> List<T> some(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
