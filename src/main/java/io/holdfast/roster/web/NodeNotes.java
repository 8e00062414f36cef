package io.holdfast.roster.web;

import io.holdfast.roster.web.NodeController.RemovalView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;

/** Examples and problems of nodes in the API's document. */
final class NodeNotes {

    private NodeNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(OperationNotes.of("removeNode")
                .answers(202, "The node is being taken out", RemovalView.class)
                .problems(
                        Removals.NODE_UNKNOWN,
                        Removals.NODES_CHANGING,
                        Removals.TOO_FEW_VOTERS,
                        Removals.MAJORITY_AT_RISK)
                .example("Remove a node", 202, """
                        {"node": "n4", "standing": "DRAINING"}""")
                .step(99, "Remove a node that is not there", 404, """
                        {"type": "urn:holdfast:problem:node-unknown", "title": "There is no such node", "status": 404,
                         "detail": "there is no node n4 in the cluster, or it was removed already",
                         "code": "node-unknown", "instance": "/api/v1/cluster/nodes/n4"}"""));
    }
}
