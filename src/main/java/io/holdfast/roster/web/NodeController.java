package io.holdfast.roster.web;

import io.holdfast.cluster.Consensus;
import io.holdfast.roster.RosterCommand.Cause;
import io.holdfast.roster.RosterCommand.Retire;
import io.holdfast.roster.RosterResult;
import io.holdfast.roster.RosterResult.Refused;
import io.holdfast.roster.RosterResult.Retiring;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Mutation;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1 + "/cluster/nodes", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Cluster")
class NodeController {

    /** A node that is being taken out. */
    @Schema(name = "NodeRemoval")
    record RemovalView(
            String node,
            @Schema(allowableValues = "DRAINING") String standing) {}

    private final Consensus consensus;

    NodeController(Consensus consensus) {
        this.consensus = consensus;
    }

    @DeleteMapping("/{node}")
    @Operation(operationId = "removeNode", summary = "Remove a node", description = """
            Its leaderships are handed over, it is taken out of one group after the other, and then it is out; it goes on \
            after the answer, whoever leads, and `GET /cluster` shows how far it is. The node stays up, answers 503 and never \
            votes again; with an empty disk it can join anew. One node at a time, and not while another one joins. It is \
            refused where fewer than three voters would be left, unless it is forced, and always where most of those that are \
            left are not heard of.""")
    ResponseEntity<Object> remove(
            @Parameter(description = "The node's name", example = "n4") @PathVariable String node,
            @Parameter(description = "Also if fewer than three voters are left") @RequestParam(defaultValue = "false")
                    boolean force,
            Mutation mutation) {
        var command = Input.valid(() -> new Retire(node, Cause.REQUESTED));
        var objection = Removals.objection(consensus.view().nodes(), node, force);
        if (objection != null) {
            throw new ProblemException(objection);
        }
        return switch (mutation.submit(command, RosterResult.class)) {
            case Retiring retiring ->
                ResponseEntity.status(HttpStatus.ACCEPTED).body(new RemovalView(retiring.node(), "DRAINING"));
            case Refused(var reason) -> mutation.refuse(Removals.refused(reason, node));
            case RosterResult other -> throw new IllegalStateException("no answer to this command: " + other);
        };
    }
}
