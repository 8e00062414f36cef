package io.holdfast.election.web;

import io.holdfast.election.ElectionCommand.Resign;
import io.holdfast.election.ElectionName;
import io.holdfast.election.Term;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a leader resigns. */
record ResignRequest(
        @Schema(description = "The session that leads", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String session,

        @Schema(description = "The term that came with the election", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String term) {

    Resign read(ElectionName election) {
        var leader = Input.session(Input.required("session", session));
        var office = new Term(Input.number("term", Input.required("term", term)));
        return new Resign(election, leader, office);
    }
}
