package io.holdfast.lock.web;

import io.holdfast.lock.FencingToken;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockName;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a hold is made to last. */
record ExtendRequest(
        @Schema(description = "The session that holds the lock", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String session,

        @Schema(description = "The token that came with the grant", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String token,

        @Schema(description = "Which of the session's owners; needed where several of them hold the lock") @Nullable
        String owner,

        @Schema(
                description = "How long the hold lasts from now on, at least: more than 0s, up to 1d",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String lease) {

    Extend read(LockName lock) {
        var holder = Input.session(Input.required("session", session));
        var grant = new FencingToken(Input.number("token", Input.required("token", token)));
        long leaseMillis = Durations.millis("lease", Input.required("lease", lease));
        return Input.valid(() -> new Extend(lock, holder, owner, grant, leaseMillis));
    }
}
