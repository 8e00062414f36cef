package io.holdfast.queue.web;

import io.holdfast.queue.MessageState;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueCommand.Cancel;
import io.holdfast.queue.QueueCommand.Reschedule;
import io.holdfast.queue.QueueInquiry.OfMessage;
import io.holdfast.queue.QueueInquiry.Peek;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.queue.QueueResult.Refused;
import io.holdfast.queue.Shard;
import io.holdfast.queue.web.MessageAnswers.MessagePageView;
import io.holdfast.queue.web.MessageAnswers.MessageView;
import io.holdfast.queue.web.MessageAnswers.StateView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.Page;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Looks at messages without receiving them, and decides about those that nobody has. */
@RestController
@RequestMapping(path = Api.V1 + "/queues/{queue}/messages", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Queues")
class PeekController {

    /** Bodies are large, and a page of them is in memory. */
    private static final int BODIES_MAX = 10;

    /** Stands for every state. */
    private static final String ALL = "all";

    /** When a message is to be received, and how urgently. */
    @Schema(name = "RescheduleRequest")
    record RescheduleRequest(
            @Schema(description = "After how long from now it can be received; 0s is now", example = "10m") @Nullable
            String delay,

            @Schema(description = "Or when, as RFC 3339 has it", example = "2030-01-31T08:00:00Z") @Nullable
            String deliverAt,

            @Schema(description = "0 to 9, higher ones first; not for a message of a group") @Nullable
            Integer priority) {}

    /** What is looked for. */
    private record Look(
            @Nullable MessageState state, @Nullable String group, boolean bodies, int limit) {}

    private final Shards shards;
    private final MessageAnswers answers;

    PeekController(Shards shards, MessageAnswers answers) {
        this.shards = shards;
        this.answers = answers;
    }

    @GetMapping
    @Operation(operationId = "peekMessages", summary = "Look at the messages of a queue", description = """
            In the order in which they were sent, shard by shard, page by page; nothing changes by it. A page is what is \
            there when it is read. A look ends after some thousands of messages, so that a page can be short, even empty, \
            and not be the last: go on while there is a `cursor`.""")
    MessagePageView peek(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "ready, in-flight, delayed or dead; by default all")
                    @RequestParam(required = false)
                    @Nullable
                    String state,
            @Parameter(description = "Only of this group") @RequestParam(required = false) @Nullable String group,
            @Parameter(description = "Whether to show what is in them; then a page has 10 at most")
                    @RequestParam(required = false)
                    @Nullable
                    String bodies,
            @Parameter(description = "How many rows a page has, at most: 1 to 100, by default 100")
                    @RequestParam(required = false)
                    @Nullable
                    String limit,
            @Parameter(description = "Where the page before ended") @RequestParam(required = false) @Nullable
                    String cursor) {
        var found = shards.queue(queue);
        boolean withBodies = "true".equals(bodies) || "".equals(bodies);
        var look = new Look(state(state), group, withBodies, limit(limit, withBodies));
        var row = Page.rowBefore(cursor);
        var after = row == null ? null : MessageId.cursor(row);
        var of = group == null ? Shards.of(found) : List.of(Shards.of(found, RouteKey.ofGroup(group)));
        return page(of, after, look);
    }

    private MessagePageView page(List<Shard> of, @Nullable MessageId after, Look look) {
        var views = new ArrayList<MessageView>();
        for (var shard : of) {
            if (after != null && shard.number() < after.shard()) {
                continue;
            }
            if (views.size() == look.limit()) {
                return new MessagePageView(views, Page.cursorAfter(new MessageId(shard.number(), 0)));
            }
            long from = after != null && shard.number() == after.shard() ? after.number() : 0;
            int left = look.limit() - views.size();
            var messages = shards.ask(new Peek(shard, look.state(), look.group(), from, left, look.bodies()));
            messages.messages().forEach(message -> views.add(answers.message(shard.number(), message)));
            if (messages.next() != 0) {
                return new MessagePageView(views, Page.cursorAfter(new MessageId(shard.number(), messages.next())));
            }
        }
        return new MessagePageView(views, null);
    }

    private static @Nullable MessageState state(@Nullable String text) {
        return text == null || text.equals(ALL) ? null : Input.choice("state", text, MessageState.READY);
    }

    private static int limit(@Nullable String text, boolean bodies) {
        int most = bodies ? BODIES_MAX : QueueLimits.PAGE_MAX;
        long limit = text == null ? most : Input.number("limit", text);
        if (limit < 1 || limit > most) {
            throw ProblemException.badRequest("\"limit\" is 1 to " + most + " here, not " + limit);
        }
        return (int) limit;
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getMessage", summary = "Look at a message", description = """
            With what is in it. Linearizable on every node.""")
    MessageView get(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "The message", example = Examples.MESSAGE) @PathVariable String id) {
        var message = MessageId.parse(id);
        var found = shards.ask(new OfMessage(shard(queue, message), message.number()))
                .messages();
        if (found.isEmpty()) {
            throw new ProblemException(QueueProblems.unknownMessage(message));
        }
        return answers.message(message.shard(), found.getFirst());
    }

    @DeleteMapping("/{id}")
    @Operation(operationId = "cancelMessage", summary = "Cancel a message", description = """
            It is forgotten, whether it is ready, delayed or dead. One that somebody has is decided about by its \
            receipt: 409 `message-in-flight`.""")
    ResponseEntity<Object> cancel(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "The message", example = Examples.LATER) @PathVariable String id,
            LocalMutation mutation) {
        var message = MessageId.parse(id);
        return decide(message, new Cancel(shard(queue, message), message.number()), "CANCELLED", mutation);
    }

    @PatchMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "rescheduleMessage", summary = "Reschedule a message", description = """
            Says anew when it can be received, or how urgent it is. One of a group keeps its place in it, and has no \
            priority; one that somebody has, or that is dead, is left alone.""")
    ResponseEntity<Object> reschedule(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "The message", example = Examples.LATER) @PathVariable String id,
            @RequestBody RescheduleRequest body,
            LocalMutation mutation) {
        var message = MessageId.parse(id);
        var shard = shard(queue, message);
        boolean timed = body.delay() != null || body.deliverAt() != null;
        if (!timed && body.priority() == null) {
            throw ProblemException.badRequest(
                    "say when, in \"delay\" or \"deliverAt\", or how urgent, in \"priority\"");
        }
        long delay = timed ? Terms.delay(body.delay(), body.deliverAt()) : -1;
        int priority = body.priority() == null ? -1 : Math.max(0, body.priority());
        var command = Input.valid(() -> new Reschedule(shard, message.number(), delay, priority));
        return decide(message, command, "RESCHEDULED", mutation);
    }

    private ResponseEntity<Object> decide(
            MessageId message, QueueCommand command, String done, LocalMutation mutation) {
        mutation.check();
        var delivery = shards.submit(mutation, "", command);
        if (delivery.replayed()) {
            mutation.replayed();
        }
        if (delivery.result() instanceof Refused(var reason)) {
            return mutation.refuse(
                    reason == Reason.NO_MESSAGE
                            ? QueueProblems.unknownMessage(message)
                            : QueueProblems.refused(command.shard().queue(), reason));
        }
        return ResponseEntity.ok(new StateView(message.toString(), done));
    }

    private Shard shard(String queue, MessageId message) {
        var found = shards.queue(queue);
        if (message.shard() >= found.settings().shards()) {
            throw new ProblemException(QueueProblems.unknownMessage(message));
        }
        return new Shard(found.queue(), message.shard());
    }
}
