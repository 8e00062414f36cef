package io.holdfast.semaphore.web;

import io.holdfast.semaphore.FencingToken;
import io.holdfast.semaphore.SemaphoreCommand.Release;
import io.holdfast.semaphore.SemaphoreLimits;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How permits are given back. */
record ReleaseRequest(
        @Schema(description = "The session that holds the permits", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String session,

        @Schema(description = "The token that came with the grant", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String token,

        @Schema(description = "Which of the session's owners; needed where several of them have this token") @Nullable
        String owner,

        @Schema(description = "How many of them; by default all") @Nullable
        Integer permits) {

    Release read(SemaphoreName semaphore) {
        var holder = Input.session(Input.required("session", session));
        var grant = new FencingToken(Input.number("token", Input.required("token", token)));
        int count = permits == null ? SemaphoreLimits.PERMITS_MAX : permits;
        return Input.valid(() -> new Release(semaphore, holder, owner, grant, count));
    }
}
