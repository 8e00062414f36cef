package io.holdfast.election.web;

import io.holdfast.election.ElectionCommand.Transfer;
import io.holdfast.election.ElectionName;
import io.holdfast.election.Term;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** To whom a leader hands over. */
record TransferRequest(
        @Schema(description = "The session that leads", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String session,

        @Schema(description = "The term that came with the election", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String term,

        @Schema(description = "The name of a candidate that waits", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String to) {

    Transfer read(ElectionName election) {
        var leader = Input.session(Input.required("session", session));
        var office = new Term(Input.number("term", Input.required("term", term)));
        var successor = Input.required("to", to);
        return Input.valid(() -> new Transfer(election, leader, office, successor));
    }
}
