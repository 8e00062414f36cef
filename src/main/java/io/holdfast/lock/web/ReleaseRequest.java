package io.holdfast.lock.web;

import io.holdfast.lock.FencingToken;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockLimits;
import io.holdfast.lock.LockName;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a lock is given back. */
record ReleaseRequest(
        @Schema(description = "The session that holds the lock", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String session,

        @Schema(description = "The token that came with the grant", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String token,

        @Schema(description = "Which of the session's owners; needed where several of them hold the lock") @Nullable
        String owner,

        @Schema(description = "Give back every counted hold of the owner at once; by default one") @Nullable
        Boolean all) {

    Release read(LockName lock) {
        var holder = Input.session(Input.required("session", session));
        var grant = new FencingToken(Input.number("token", Input.required("token", token)));
        int count = Boolean.TRUE.equals(all) ? LockLimits.HOLD_COUNT_MAX : 1;
        return Input.valid(() -> new Release(lock, holder, owner, grant, count));
    }
}
