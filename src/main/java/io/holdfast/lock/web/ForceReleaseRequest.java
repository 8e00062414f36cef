package io.holdfast.lock.web;

import io.holdfast.lock.FencingToken;
import io.holdfast.lock.LockCommand.ForceRelease;
import io.holdfast.lock.LockName;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a lock is taken from its holders. */
record ForceReleaseRequest(
        @Schema(description = "Why, for the record: up to 255 characters", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String reason,

        @Schema(description = "Only from holders under this token; by default from whoever holds the lock") @Nullable
        String token,

        @Schema(description = "Only from the owner of this name; by default from all") @Nullable
        String owner,

        @Schema(description = "Who does it, for the record: up to 255 characters") @Nullable
        String by,

        @Schema(description = "How long others are kept out, up to 60s; by default as the hold was granted with")
        @Nullable
        String lockDelay) {

    ForceRelease read(LockName lock) {
        var why = Input.required("reason", reason);
        var epoch = token == null ? null : new FencingToken(Input.number("token", token));
        long delayMillis = Durations.millis("lockDelay", lockDelay, 0);
        return Input.valid(() -> new ForceRelease(lock, epoch, owner, why, by == null ? "" : by, delayMillis));
    }
}
