package io.holdfast.election.web;

import io.holdfast.election.ElectionCommand.Proclaim;
import io.holdfast.election.ElectionName;
import io.holdfast.election.Term;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the leader says from now on. */
record ProclaimRequest(
        @Schema(description = "The session that leads", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String session,

        @Schema(description = "The term that came with the election", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String term,

        @Schema(description = "At most 1,024 characters", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String value) {

    Proclaim read(ElectionName election) {
        var leader = Input.session(Input.required("session", session));
        var office = new Term(Input.number("term", Input.required("term", term)));
        var said = Input.required("value", value);
        return Input.valid(() -> new Proclaim(election, leader, office, said));
    }
}
