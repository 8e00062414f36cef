package io.holdfast.semaphore.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.core.Opening;
import io.holdfast.semaphore.Owner;
import io.holdfast.semaphore.SemaphoreCommand.Acquire;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.web.Durations;
import io.holdfast.web.ImplicitSessions;
import io.holdfast.web.Input;
import io.holdfast.web.Minting;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How permits are asked for. */
record AcquireRequest(
        @Schema(description = "The session that is to hold the permits; without one, an implicit session is opened")
        @Nullable
        String session,

        @Schema(description = "What people call whoever takes the permits; an owner waits with one ticket at a time")
        @Nullable
        String owner,

        @Schema(description = "How long the implicit session lives without a sign of life: 2s to 1h, by default 30s")
        @Nullable
        String ttl,

        @Schema(description = "How many, all of them or none; by default 1") @Nullable
        Integer permits,

        @Schema(description = "How long to stand in the queue if there are too few: 0s (the default) to 10m")
        @JsonProperty("wait")
        @Nullable
        String waitTime,

        @Schema(
                description =
                        "After how long the hold ends even if the session lives on, up to 1d; by default never. It counts from "
                                + "the moment the grant is told")
        @Nullable
        String lease,

        @Schema(
                description = "How long a grant out of the queue waits for the poll that is told of it: 1s to 60s, by "
                        + "default 5s")
        @Nullable
        String claim) {

    private static final long CLAIM_MILLIS_DEFAULT = 5_000;

    /**
     * What is asked, understood.
     *
     * @param opening the implicit session, if one is needed
     */
    record Asked(@Nullable Opening opening, Acquire command) {

        @Nullable
        Long ttlMillis() {
            return opening == null ? null : opening.ttlMillis();
        }
    }

    Asked read(SemaphoreName semaphore, Minting minting) {
        var opening = ImplicitSessions.opening(session, "owner", owner, ttl, minting);
        var holder = opening != null ? opening.session() : Input.session(Input.required("session", session));
        long waitMillis = Durations.millis("wait", waitTime, 0);
        long leaseMillis = Durations.millis("lease", lease, 0);
        long claimMillis = Durations.millis("claim", claim, CLAIM_MILLIS_DEFAULT);
        return Input.valid(() -> new Asked(
                opening,
                new Acquire(
                        semaphore,
                        new Owner(holder, owner == null ? "" : owner),
                        permits == null ? 1 : permits,
                        waitMillis,
                        leaseMillis,
                        claimMillis)));
    }
}
