package io.holdfast.lock.web;

import io.holdfast.lock.LockCommand.RequestRevoke;
import io.holdfast.lock.LockName;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How the holders of a lock are asked to give it up. */
record RevokeRequest(
        @Schema(
                description = "Why, for the holders to read: up to 255 characters",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String reason,

        @Schema(description = "How long they are given: 0s to 1h, by default 30s") @Nullable
        String grace,

        @Schema(description = "Whether the lock is taken from those that hold it still then; by default not") @Nullable
        Boolean force) {

    private static final long GRACE_MILLIS_DEFAULT = 30_000;

    RequestRevoke read(LockName lock) {
        var why = Input.required("reason", reason);
        long graceMillis = Durations.millis("grace", grace, GRACE_MILLIS_DEFAULT);
        return Input.valid(() -> new RequestRevoke(lock, why, graceMillis, Boolean.TRUE.equals(force)));
    }
}
