package io.holdfast.lock.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.core.Opening;
import io.holdfast.core.SessionId;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockName;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.function.Supplier;
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

        @Schema(description = "X (exclusive, the default) or S (shared)") @Nullable
        Mode mode,

        @Schema(description = "How long to stand in the queue if the lock is held: 0s (the default) to 10m")
        @JsonProperty("wait")
        @Nullable
        String waitTime,

        @Schema(description = "After how long the hold ends even if the session lives on, up to 1d; by default never")
        @Nullable
        String lease,

        @Schema(description = "A remark for people who read the request; it is not kept") @Nullable
        String comment) {

    private static final long TTL_MILLIS_DEFAULT = 30_000;
    private static final long TTL_MILLIS_MIN = 2_000;
    private static final long TTL_MILLIS_MAX = 3_600_000;

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

    Asked read(LockName lock, Supplier<SessionId> minting) {
        var opening = session == null ? opening(minting) : null;
        if (session != null && ttl != null) {
            throw ProblemException.badRequest("\"ttl\" belongs to the session: leave it out, or leave \"session\" out");
        }
        var holder = opening != null ? opening.session() : Input.session(Input.required("session", session));
        long waitMillis = Durations.millis("wait", waitTime, 0);
        long leaseMillis = Durations.millis("lease", lease, 0);
        return Input.valid(() -> new Asked(
                opening,
                new Acquire(
                        lock,
                        new Owner(holder, owner == null ? "" : owner),
                        mode == null ? Mode.X : mode,
                        waitMillis,
                        leaseMillis)));
    }

    private Opening opening(Supplier<SessionId> minting) {
        if (owner == null || owner.isBlank()) {
            throw ProblemException.badRequest("\"owner\" is missing: say who takes the lock, or name a \"session\"");
        }
        long ttlMillis = Durations.millis("ttl", ttl, TTL_MILLIS_DEFAULT);
        if (ttlMillis < TTL_MILLIS_MIN || ttlMillis > TTL_MILLIS_MAX) {
            throw ProblemException.badRequest("\"ttl\" must be between 2s and 1h");
        }
        return new Opening(minting.get(), owner, ttlMillis);
    }
}
