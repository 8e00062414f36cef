package io.holdfast.queue.web;

import io.holdfast.queue.web.MessageAnswers.BatchView;
import io.holdfast.queue.web.MessageAnswers.SentView;
import io.holdfast.web.Api;
import io.holdfast.web.LocalMutation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sends. */
@RestController
@RequestMapping(Api.V1 + "/queues/{queue}/messages")
@Tag(name = "Queues")
class MessageController {

    /** Stands for all that a body can be. */
    @Schema(name = "MessageBody", description = "Anything: JSON or not")
    record MessageBody() {}

    private final Shards shards;
    private final Postings postings;
    private final Sending sending;

    MessageController(Shards shards, Postings postings, Sending sending) {
        this.shards = shards;
        this.postings = postings;
        this.sending = sending;
    }

    @PostMapping
    @Operation(operationId = "sendMessage", summary = "Send a message", description = """
            The body of the request is the body of the message, whatever it is, and keeps its `Content-Type`. On what terms \
            it is sent stands in headers, or in the query under the names given in brackets: `Holdfast-Group` (group), \
            `Holdfast-Deduplication-Id` (deduplicationId), `Holdfast-Priority` (priority, 0 to 9), `Holdfast-Delay` (delay) \
            or `Holdfast-Deliver-At` (deliverAt, RFC 3339), `Holdfast-Ttl` (ttl), and any `Holdfast-Attribute-NAME` \
            (attribute.NAME); what cannot be in a header is percent-encoded there. CloudEvents are understood in binary mode (`ce-...` headers) and in structured mode \
            (`application/cloudevents+json`); their source and id are the deduplication id, and their partition key is \
            the group, unless told otherwise. Answered when a majority has it on disk. Any node takes it.""")
    @Parameter(
            name = Terms.GROUP,
            in = ParameterIn.HEADER,
            description = "Messages of one group are received in the order they were sent",
            schema = @Schema(type = "string"))
    @Parameter(
            name = Terms.DEDUPLICATION_ID,
            in = ParameterIn.HEADER,
            description = "A second message with this id within the queue's window is not taken",
            schema = @Schema(type = "string"))
    @Parameter(
            name = Terms.PRIORITY,
            in = ParameterIn.HEADER,
            description = "0 to 9, higher ones first; not for a message of a group",
            schema = @Schema(type = "string"))
    @Parameter(
            name = Terms.DELAY,
            in = ParameterIn.HEADER,
            description = "For how long it cannot be received, such as 30s",
            schema = @Schema(type = "string"))
    @Parameter(
            name = Terms.DELIVER_AT,
            in = ParameterIn.HEADER,
            description = "Or until when, such as 2030-01-31T08:00:00Z",
            schema = @Schema(type = "string"))
    @Parameter(
            name = Terms.TTL,
            in = ParameterIn.HEADER,
            description = "How long it lives from when it can be received, such as 1d",
            schema = @Schema(type = "string"))
    @RequestBody(
            description = "The body of the message: anything",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = MessageBody.class)))
    ResponseEntity<Object> send(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            LocalMutation mutation) {
        var found = shards.queue(queue);
        var posted = sending.send(found, postings.one(mutation), mutation);
        var problem = posted.problem();
        if (problem != null) {
            return mutation.refuse(problem);
        }
        var location = URI.create(Api.V1 + "/queues/" + queue + "/messages/" + posted.id());
        var answer = posted.duplicate() ? ResponseEntity.ok() : ResponseEntity.status(201);
        return answer.location(location).body(new SentView(String.valueOf(posted.id()), posted.duplicate()));
    }

    @PostMapping("/batch")
    @Operation(operationId = "sendMessages", summary = "Send several messages", description = """
            Up to 100 messages, 2 MiB together: `{"messages": [...]}`, or one JSON message a line \
            (`application/x-ndjson`), or a batch of CloudEvents (`application/cloudevents-batch+json`). They go to their \
            shards at once, each for itself: the answer tells of each what it would have been told alone. Repeated under \
            the same key, nothing is sent twice, so whoever got 503 or 504 for some repeats the whole.""")
    @RequestBody(
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = Postings.BatchRequest.class)))
    ResponseEntity<Object> sendAll(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            LocalMutation mutation) {
        var found = shards.queue(queue);
        return ResponseEntity.ok(BatchView.of(sending.sendAll(found, postings.many(mutation), mutation)));
    }
}
