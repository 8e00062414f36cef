package io.holdfast.queue.web;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.Mirror;
import io.holdfast.cluster.Mirror.Refusal;
import io.holdfast.queue.web.MirrorAnswers.MirrorView;
import io.holdfast.web.Api;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The mirror of all queues outside the cluster, and what is done with what another cluster left in it. */
@RestController
@RequestMapping(path = Api.V1 + "/mirror", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Queues")
class MirrorController {

    private final Consensus consensus;
    private final Mirror mirror;

    MirrorController(Consensus consensus, ObjectProvider<Mirror> mirror) {
        this.consensus = consensus;
        this.mirror = mirror.getIfAvailable(() -> Mirror.NONE);
    }

    @GetMapping
    @Operation(operationId = "getMirror", summary = "Show how the mirror of queues stands", description = """
            As this node sees it: each node writes what it leads. `foreign` is what another cluster left, which is not \
            touched before it is restored or discarded.""")
    MirrorView view() {
        return MirrorView.of(consensus.node(), mirror.view());
    }

    @PostMapping("/restore")
    @Operation(
            operationId = "restoreMirror",
            summary = "Rebuild the queues that another cluster left",
            description = """
            For a cluster that was formed anew after all nodes were lost, and has no queue yet. Queues come back with \
            their settings and the messages that were in the mirror, with counters at zero; versions and fencing tokens \
            go on far above all that was handed out before. It goes on after the answer; `GET /mirror` at the same node \
            shows how far it is. If it ends early, begin it again: it goes on where it was.""")
    ResponseEntity<Object> restore() {
        return answer(HttpStatus.ACCEPTED, mirror.restore());
    }

    @DeleteMapping
    @Operation(operationId = "discardMirror", summary = "Throw away what another cluster left", description = """
            The mirror follows this cluster from then on. What it holds of this cluster is never thrown away.""")
    ResponseEntity<Object> discard() {
        return answer(HttpStatus.OK, mirror.discard());
    }

    private ResponseEntity<Object> answer(HttpStatus status, @Nullable Refusal refusal) {
        if (refusal != null) {
            throw new ProblemException(QueueProblems.refused(refusal));
        }
        return ResponseEntity.status(status).body(view());
    }
}
