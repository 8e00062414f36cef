package io.holdfast.queue.web;

import io.holdfast.queue.Settlement;
import io.holdfast.queue.Settlement.Verdict;
import io.holdfast.queue.web.MessageAnswers.ReceiptView;
import io.holdfast.queue.web.SettleRequest.DeadRequest;
import io.holdfast.queue.web.SettleRequest.ExtendRequest;
import io.holdfast.queue.web.SettleRequest.FailRequest;
import io.holdfast.queue.web.SettleRequest.ReleaseRequest;
import io.holdfast.queue.web.Settling.Decision;
import io.holdfast.queue.web.Settling.Outcome;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Settles one message, for those who have one at a time. */
@RestController
@RequestMapping(path = Api.V1 + "/queues/{queue}/receipts/{receipt}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Queues")
class ReceiptController {

    private final Shards shards;
    private final Settling settling;

    ReceiptController(Shards shards, Settling settling) {
        this.shards = shards;
        this.settling = settling;
    }

    @DeleteMapping
    @Operation(operationId = "acknowledgeMessage", summary = "Acknowledge a message", description = """
            It is done with, for good. 204, also where it had been acknowledged by this receipt before; 410 \
            `stale-receipt` where the message is somebody else's by now.""")
    ResponseEntity<Object> acknowledge(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "The receipt that came with the message", example = Examples.RECEIPT) @PathVariable
                    String receipt,
            LocalMutation mutation) {
        var decision = Decision.of(Receipt.parse(receipt), Verdict.ACK, Settlement.BY_QUEUE, null);
        return settled(queue, decision, mutation, ResponseEntity.noContent().build());
    }

    @PatchMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "extendMessage", summary = "Keep a message for longer", description = """
            It stays hidden from others for `visibility` from now.""")
    ResponseEntity<Object> extend(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "The receipt that came with the message", example = Examples.RECEIPT) @PathVariable
                    String receipt,
            @RequestBody ExtendRequest body,
            LocalMutation mutation) {
        return settled(queue, receipt, body.read(receipt), mutation);
    }

    @PostMapping("/fail")
    @Operation(operationId = "failMessage", summary = "Say that a message failed", description = """
            It comes again after `delay`, or after the queue's back-off; when it has failed as often as the queue allows, \
            it is dead.""")
    ResponseEntity<Object> fail(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "The receipt that came with the message", example = Examples.FAILED) @PathVariable
                    String receipt,
            @RequestBody(required = false) @Nullable FailRequest body,
            LocalMutation mutation) {
        return settled(queue, receipt, (body == null ? FailRequest.DEFAULT : body).read(receipt), mutation);
    }

    @PostMapping("/release")
    @Operation(operationId = "releaseMessage", summary = "Give a message back", description = """
            Others can receive it at once, or after `delay`. It has not failed.""")
    ResponseEntity<Object> release(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "The receipt that came with the message", example = Examples.RELEASED)
                    @PathVariable
                    String receipt,
            @RequestBody(required = false) @Nullable ReleaseRequest body,
            LocalMutation mutation) {
        return settled(queue, receipt, (body == null ? ReleaseRequest.DEFAULT : body).read(receipt), mutation);
    }

    @PostMapping("/dead")
    @Operation(operationId = "buryMessage", summary = "Give a message up", description = """
            It is dead at once: kept with its reason, not handed out, until it is redriven, cancelled or purged.""")
    ResponseEntity<Object> bury(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "The receipt that came with the message", example = Examples.BURIED) @PathVariable
                    String receipt,
            @RequestBody(required = false) @Nullable DeadRequest body,
            LocalMutation mutation) {
        return settled(queue, receipt, (body == null ? DeadRequest.DEFAULT : body).read(receipt), mutation);
    }

    private ResponseEntity<Object> settled(String queue, String receipt, Decision decision, LocalMutation mutation) {
        var id = new MessageId(decision.receipt().shard(), decision.receipt().message());
        var verdict = Input.word(decision.settlement().verdict());
        return settled(queue, decision, mutation, ResponseEntity.ok(new ReceiptView(id.toString(), receipt, verdict)));
    }

    private ResponseEntity<Object> settled(
            String queue, Decision decision, LocalMutation mutation, ResponseEntity<Object> done) {
        var settled = settling.settle(shards.queue(queue), List.of(decision), null, mutation);
        return settled.outcomes().getFirst() == Outcome.STALE
                ? mutation.refuse(QueueProblems.stale(decision.receipt()))
                : done;
    }
}
