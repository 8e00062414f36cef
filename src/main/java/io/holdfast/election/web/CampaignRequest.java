package io.holdfast.election.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.core.Opening;
import io.holdfast.election.Candidate;
import io.holdfast.election.ElectionCommand.Campaign;
import io.holdfast.election.ElectionName;
import io.holdfast.web.Durations;
import io.holdfast.web.ImplicitSessions;
import io.holdfast.web.Input;
import io.holdfast.web.Minting;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How somebody asks to lead. */
record CampaignRequest(
        @Schema(description = "The session that is to lead; without one, an implicit session is opened") @Nullable
        String session,

        @Schema(
                description =
                        "What people call the candidate, 1 to 255 characters; leadership is transferred to this name",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String candidate,

        @Schema(description = "How long the implicit session lives without a sign of life: 2s to 1h, by default 30s")
        @Nullable
        String ttl,

        @Schema(
                description =
                        "What the leader says to those who observe, such as its address; at most 1,024 characters")
        @Nullable
        String value,

        @Schema(description = "-10 to 10, by default 0: the greatest is elected first, and among equals who came first")
        @Nullable
        Integer priority,

        @Schema(description = "How long to stay a candidate if somebody leads: 0s (the default) to 10m")
        @JsonProperty("wait")
        @Nullable
        String waitTime,

        @Schema(
                description =
                        "How long an election out of the queue waits for the poll that is told of it: 1s to 60s, by "
                                + "default 5s")
        @Nullable
        String claim) {

    private static final long CLAIM_MILLIS_DEFAULT = 5_000;

    /**
     * What is asked, understood.
     *
     * @param opening the implicit session, if one is needed
     */
    record Asked(@Nullable Opening opening, Campaign command) {

        @Nullable
        Long ttlMillis() {
            return opening == null ? null : opening.ttlMillis();
        }
    }

    Asked read(ElectionName election, Minting minting) {
        var name = Input.required("candidate", candidate);
        var opening = ImplicitSessions.opening(session, "candidate", candidate, ttl, minting);
        var runner = opening != null ? opening.session() : Input.session(Input.required("session", session));
        long waitMillis = Durations.millis("wait", waitTime, 0);
        long claimMillis = Durations.millis("claim", claim, CLAIM_MILLIS_DEFAULT);
        return Input.valid(() -> new Asked(
                opening,
                new Campaign(
                        election,
                        new Candidate(runner, name),
                        value == null ? "" : value,
                        priority == null ? 0 : priority,
                        waitMillis,
                        claimMillis)));
    }
}
