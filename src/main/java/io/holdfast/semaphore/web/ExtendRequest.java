package io.holdfast.semaphore.web;

import io.holdfast.semaphore.FencingToken;
import io.holdfast.semaphore.SemaphoreCommand.Extend;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a hold is made to last. */
record ExtendRequest(
        @Schema(description = "The session that holds the permits", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String session,

        @Schema(description = "The token that came with the grant", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String token,

        @Schema(description = "Which of the session's owners; needed where several of them have this token") @Nullable
        String owner,

        @Schema(
                description = "How long the hold lasts from now on, at least: more than 0s, up to 1d",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String lease) {

    Extend read(SemaphoreName semaphore) {
        var holder = Input.session(Input.required("session", session));
        var grant = new FencingToken(Input.number("token", Input.required("token", token)));
        long leaseMillis = Durations.millis("lease", Input.required("lease", lease));
        return Input.valid(() -> new Extend(semaphore, holder, owner, grant, leaseMillis));
    }
}
