package io.holdfast.lock.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.core.Opening;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockName;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.lock.Terms;
import io.holdfast.lock.Want;
import io.holdfast.web.Durations;
import io.holdfast.web.ImplicitSessions;
import io.holdfast.web.Input;
import io.holdfast.web.Minting;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a lock is asked for. */
record AcquireRequest(
        @Schema(description = "The session that is to hold the lock; without one, an implicit session is opened")
        @Nullable
        String session,

        @Schema(description = "What people call whoever takes the lock; two owners of one session exclude each other")
        @Nullable
        String owner,

        @Schema(description = "How long the implicit session lives without a sign of life: 2s to 1h, by default 30s")
        @Nullable
        String ttl,

        @Schema(description = "X (exclusive, the default), U (update: one beside those that share) or S (shared)")
        @Nullable
        Mode mode,

        @Schema(description = "How long to stand in the queue if the lock is held: 0s (the default) to 10m")
        @JsonProperty("wait")
        @Nullable
        String waitTime,

        @Schema(description = "After how long the hold ends even if the session lives on, up to 1d; by default never")
        @Nullable
        String lease,

        @Schema(description = "How long after the grant others are kept out even if the lock is given back, up to 1d")
        @Nullable
        String minHold,

        @Schema(
                description = "How long others are kept out after the hold was lost and not given back, up to 60s;"
                        + " by default as long as the session was opened with")
        @Nullable
        String lockDelay,

        @Schema(
                description = "Within what time a grant that came by waiting must be fetched, or it passes on:"
                        + " 1s to 60s, by default 5s")
        @Nullable
        String claim,

        @Schema(
                description = "What the wait is to those who come later: reserve (the default: they stay behind it) or"
                        + " skip (they pass; it is granted when all it wants is free in one moment, if ever)",
                allowableValues = {"reserve", "skip"})
        @Nullable
        String strategy,

        @Schema(description = "Of the waits in a deadlock, one with the lowest is given up: -10 to 10, by default 0")
        @Nullable
        Integer deadlockPriority,

        @Schema(
                description = "Who is given up when this request closes a deadlock: youngest (the default) or self",
                allowableValues = {"youngest", "self"})
        @Nullable
        String victimPolicy,

        @Schema(
                description = "What happens if this request is given up: fail-wait (the default) or end-session",
                allowableValues = {"fail-wait", "end-session"})
        @Nullable
        String onDeadlock,

        @Schema(description = "A remark that others see beside the hold or the wait, up to 255 characters") @Nullable
        String comment) {

    private static final long CLAIM_MILLIS_DEFAULT = 5_000;
    private static final long CLAIM_MILLIS_MIN = 1_000;

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

    Asked read(LockName lock, Minting minting) {
        return read(List.of(new Want(lock, mode == null ? Mode.X : mode)), minting);
    }

    /** What is asked for these locks; the mode has been seen to. */
    Asked read(List<Want> wants, Minting minting) {
        var opening = ImplicitSessions.opening(session, "owner", owner, ttl, minting);
        var holder = opening != null ? opening.session() : Input.session(Input.required("session", session));
        var terms = terms();
        return Input.valid(() ->
                new Asked(opening, new Acquire(wants, new Owner(holder, owner == null ? "" : owner), terms)));
    }

    private Terms terms() {
        long waitMillis = Durations.millis("wait", waitTime, 0);
        long leaseMillis = Durations.millis("lease", lease, 0);
        long minHoldMillis = Durations.millis("minHold", minHold, 0);
        long delayMillis = Durations.millis("lockDelay", lockDelay, Terms.DELAY_OF_THE_SESSION);
        long claimMillis = Durations.millis("claim", claim, CLAIM_MILLIS_DEFAULT);
        if (claimMillis < CLAIM_MILLIS_MIN) {
            throw ProblemException.badRequest("\"claim\" must be between 1s and 60s");
        }
        var manner = Input.choice("strategy", strategy, Terms.Strategy.RESERVE);
        var policy = Input.choice("victimPolicy", victimPolicy, Terms.VictimPolicy.YOUNGEST);
        var consequence = Input.choice("onDeadlock", onDeadlock, Terms.OnDeadlock.FAIL_WAIT);
        return Input.valid(() -> new Terms(
                waitMillis,
                leaseMillis,
                minHoldMillis,
                delayMillis,
                claimMillis,
                manner,
                deadlockPriority == null ? 0 : deadlockPriority,
                policy,
                consequence,
                comment == null ? "" : comment));
    }
}
