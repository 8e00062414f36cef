package io.holdfast.lock.web;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.lock.web.DeadlockAnswers.DeadlockView;
import io.holdfast.lock.web.DeadlockAnswers.DeadlocksView;
import io.holdfast.lock.web.WaitAnswers.GraphView;
import io.holdfast.lock.web.WaitAnswers.LinkView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1)
@Tag(name = "Locks")
class WaitGraphController {

    private enum Format {
        JSON,
        DOT,
        MERMAID
    }

    private final Consensus consensus;
    private final SessionLeases leases;

    WaitGraphController(Consensus consensus, SessionLeases leases) {
        this.consensus = consensus;
        this.leases = leases;
    }

    @GetMapping("/wait-graph")
    @Operation(operationId = "getWaitGraph", summary = "Show who waits for whom", description = """
            Each link says that an owner waits for another: because that one holds a lock, or is before it in the queue. \
            Linearizable on every node. Deadlocks are not in it: they are broken in the step that would close them.""")
    ResponseEntity<Object> waitGraph(
            @Parameter(description = "Only waits for locks whose name starts with this", example = "demo")
                    @RequestParam(required = false)
                    @Nullable
                    String prefix,
            @Parameter(
                            description = "json, dot (for Graphviz) or mermaid (for Markdown)",
                            schema = @Schema(allowableValues = {"json", "dot", "mermaid"}))
                    @RequestParam(required = false)
                    @Nullable
                    String format) {
        var start = Input.prefix(prefix);
        var form = Input.choice("format", format, Format.JSON);
        var graph = consensus.read(LOCKS, (locks, now) -> {
            var waits = locks.queries().waitGraph(start);
            return new GraphView(
                    waits.links().stream()
                            .map(link -> LinkView.of(link, now, leases))
                            .toList(),
                    waits.isTruncated());
        });
        return switch (form) {
            case JSON -> ResponseEntity.ok(graph);
            case DOT -> text("text/vnd.graphviz;charset=UTF-8", graph.dot());
            case MERMAID -> text("text/plain;charset=UTF-8", graph.mermaid());
        };
    }

    private static ResponseEntity<Object> text(String type, String text) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    @GetMapping(path = "/deadlocks", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "listDeadlocks", summary = "List the last deadlocks", description = """
            Each with its whole cycle: who waited for whom over which lock, who closed it, and whose wait was given up.""")
    DeadlocksView deadlocks() {
        return consensus.read(
                LOCKS,
                (locks, now) -> new DeadlocksView(
                        locks.deadlockCount(),
                        locks.queries().deadlocks().stream()
                                .map(deadlock -> DeadlockView.known(deadlock, now))
                                .toList()));
    }
}
