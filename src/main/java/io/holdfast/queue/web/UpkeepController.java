package io.holdfast.queue.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueCommand.Pause;
import io.holdfast.queue.Shard;
import io.holdfast.queue.web.StatsAnswers.PauseView;
import io.holdfast.queue.web.StatsAnswers.PurgedView;
import io.holdfast.web.Api;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Empties queues, and stops and starts them. */
@RestController
@RequestMapping(path = Api.V1 + "/queues/{queue}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Queues")
class UpkeepController {

    /** What is to be forgotten. */
    @Schema(name = "PurgeRequest")
    record PurgeRequest(
            @Schema(
                    description = "Of ready, in-flight, delayed and dead; by default all but in-flight",
                    example = "[\"dead\"]")
            @Nullable
            List<String> states,

            @Schema(description = "Only what was sent at least this long ago", example = "1h") @Nullable
            String olderThan) {

        static final PurgeRequest DEFAULT = new PurgeRequest(null, null);
    }

    /** What is to stop, and for how long. */
    @Schema(name = "PauseRequest")
    record PauseRequest(
            @Schema(description = "Whether to take no messages; by default true unless only receive is named") @Nullable
            Boolean send,

            @Schema(description = "Whether to hand none out; by default true unless only send is named") @Nullable
            Boolean receive,

            @Schema(description = "After this long it goes on by itself; by default it does not")
            @JsonProperty("for")
            @Nullable
            String time) {

        static final PauseRequest DEFAULT = new PauseRequest(null, null, null);

        Pause read(Shard shard) {
            boolean all = send == null && receive == null;
            return Input.valid(() -> new Pause(
                    shard,
                    all || Boolean.TRUE.equals(send),
                    all || Boolean.TRUE.equals(receive),
                    Durations.millis("for", time, 0)));
        }
    }

    private final Shards shards;
    private final Purging purging;

    UpkeepController(Shards shards, Purging purging) {
        this.shards = shards;
        this.purging = purging;
    }

    @PostMapping("/purge")
    @Operation(operationId = "purgeQueue", summary = "Forget messages", description = """
            Those in the given states that are there now, shard by shard in small steps, so that others get between. What \
            is in flight goes too if it is named, and its receipts are stale then. `more` says that the time was not \
            enough.""")
    ResponseEntity<Object> purge(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @RequestBody(required = false) @Nullable PurgeRequest body,
            LocalMutation mutation) {
        var found = shards.queue(queue);
        var asked = body == null ? PurgeRequest.DEFAULT : body;
        var purged = purging.purge(found, asked, mutation);
        return ResponseEntity.ok(new PurgedView(queue, purged.messages(), purged.more()));
    }

    @PostMapping("/pause")
    @Operation(operationId = "pauseQueue", summary = "Stop a queue", description = """
            It takes no messages, or hands none out, or both: who tries is answered 409 `queue-paused`. What is in flight \
            can be settled all the same.""")
    ResponseEntity<Object> pause(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @RequestBody(required = false) @Nullable PauseRequest body,
            LocalMutation mutation) {
        var asked = body == null ? PauseRequest.DEFAULT : body;
        return paused(shards.queue(queue), asked, mutation);
    }

    @PostMapping("/resume")
    @Operation(operationId = "resumeQueue", summary = "Let a queue go on", description = """
            It takes messages and hands them out again. Not paused, nothing changes.""")
    ResponseEntity<Object> resume(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            LocalMutation mutation) {
        return paused(shards.queue(queue), new PauseRequest(false, false, null), mutation);
    }

    private ResponseEntity<Object> paused(CatalogueView queue, PauseRequest asked, LocalMutation mutation) {
        mutation.check();
        var all = Shards.of(queue);
        var first = asked.read(all.getFirst());
        var deliveries = shards.each(all, shard -> {
            QueueCommand command = asked.read(shard);
            return shards.submit(mutation, "p" + shard.number(), command);
        });
        if (deliveries.stream().allMatch(delivery -> delivery.replayed())) {
            mutation.replayed();
        }
        return ResponseEntity.ok(new PauseView(queue.queue().value(), first.sending(), first.receiving()));
    }
}
