package io.holdfast.queue.web;

import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.QueueAnswer.RedriveView;
import io.holdfast.queue.QueueCommand.CancelRedrive;
import io.holdfast.queue.QueueCommand.Redrive;
import io.holdfast.queue.QueueInquiry.OfShard;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.queue.QueueResult.Refused;
import io.holdfast.queue.Shard;
import io.holdfast.queue.web.StatsAnswers.RedriveStartedView;
import io.holdfast.queue.web.StatsAnswers.RedriveStatusView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Brings dead messages back. */
@RestController
@RequestMapping(path = Api.V1 + "/queues/{queue}/redrive", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Queues")
class RedriveController {

    private static final int TASK_LENGTH = 12;

    /** Which dead messages to bring back, and how fast. */
    @Schema(name = "RedriveRequest")
    record RedriveRequest(
            @Schema(description = "Only those of this group") @Nullable
            String group,

            @Schema(description = "Only those whose reason begins so", example = "failures") @Nullable
            String reason,

            @Schema(description = "How many a second; by default as fast as can be", example = "100") @Nullable
            Integer perSecond) {

        static final RedriveRequest DEFAULT = new RedriveRequest(null, null, null);
    }

    private final Shards shards;

    RedriveController(Shards shards) {
        this.shards = shards;
    }

    @PostMapping
    @Operation(operationId = "redriveQueue", summary = "Bring dead messages back", description = """
            They become ready again where they are, oldest first, their counters start anew, and their ids stay. It goes on \
            by itself; see how far it is, or end it, under the same path. One such task at a time.""")
    ResponseEntity<Object> begin(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @RequestBody(required = false) @Nullable RedriveRequest body,
            LocalMutation mutation) {
        var found = shards.queue(queue);
        var asked = body == null ? RedriveRequest.DEFAULT : body;
        mutation.check();
        var of = asked.group() == null ? Shards.of(found) : List.of(Shards.of(found, RouteKey.ofGroup(asked.group())));
        var task = LocalMutation.digest(mutation.key()).substring(0, TASK_LENGTH);
        var commands =
                of.stream().map(shard -> command(shard, task, asked, of.size())).toList();
        if (tasks(found).keySet().stream().anyMatch(other -> !other.equals(task))) {
            return mutation.refuse(QueueProblems.refused(found.queue(), Reason.REDRIVE_BUSY));
        }
        for (var delivery : shards.each(
                commands,
                command -> shards.submit(mutation, "v" + command.shard().number(), command))) {
            if (delivery.result() instanceof Refused(var reason)) {
                return mutation.refuse(QueueProblems.refused(found.queue(), reason));
            }
        }
        return ResponseEntity.accepted()
                .location(URI.create(Api.V1 + "/queues/" + queue + "/redrive"))
                .body(new RedriveStartedView(queue, task, "RUNNING"));
    }

    private static Redrive command(Shard shard, String task, RedriveRequest asked, int shards) {
        int perSecond = asked.perSecond() == null ? 0 : Math.ceilDiv(Math.max(-1, asked.perSecond()), shards);
        return Input.valid(() -> new Redrive(shard, task, asked.group(), asked.reason(), perSecond));
    }

    /** The tasks that are under way, and how far they are in each shard; one, unless two began at once. */
    private Map<String, List<RedriveView>> tasks(CatalogueView queue) {
        var tasks = new TreeMap<String, List<RedriveView>>();
        for (var view : shards.each(Shards.of(queue), shard -> shards.ask(new OfShard(shard)))) {
            var redrive = view.redrive();
            if (redrive != null) {
                tasks.computeIfAbsent(redrive.task(), _ -> new ArrayList<>()).add(redrive);
            }
        }
        return tasks;
    }

    @GetMapping
    @Operation(operationId = "getRedrive", summary = "Show how far a redrive is", description = """
            404 `redrive-unknown` where none is under way: it has ended, or was never begun.""")
    RedriveStatusView get(@Parameter(description = "The queue", example = "jobs") @PathVariable String queue) {
        var found = shards.queue(queue);
        var tasks = tasks(found);
        if (tasks.isEmpty()) {
            throw new ProblemException(QueueProblems.refused(found.queue(), Reason.NO_REDRIVE));
        }
        var first = tasks.entrySet().iterator().next();
        return RedriveStatusView.of(first.getKey(), first.getValue(), "RUNNING");
    }

    @DeleteMapping
    @Operation(operationId = "cancelRedrive", summary = "End a redrive where it stands", description = """
            What it has brought back stays back; the rest stays dead.""")
    ResponseEntity<Object> cancel(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            LocalMutation mutation) {
        var found = shards.queue(queue);
        mutation.check();
        var tasks = tasks(found);
        if (tasks.isEmpty()) {
            return mutation.refuse(QueueProblems.refused(found.queue(), Reason.NO_REDRIVE));
        }
        for (var task : tasks.keySet()) {
            var unused = shards.each(
                    Shards.of(found),
                    shard -> shards.submit(mutation, "c" + shard.number() + task, new CancelRedrive(shard, task)));
        }
        var first = tasks.entrySet().iterator().next();
        return ResponseEntity.ok(RedriveStatusView.of(first.getKey(), first.getValue(), "CANCELLED"));
    }
}
