package io.holdfast.lock.web;

import io.holdfast.core.SessionId;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.Grip;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockLimits;
import io.holdfast.lock.LockName;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of a session's holds are meant, and what is to become of them. */
record GripsRequest(
        @Schema(description = "The session that holds the locks", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String session,

        @Schema(description = "1 to 64 locks with the token of each", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        List<GripRequest> locks,

        @Schema(description = "Which of the session's owners; needed where several of them hold one of the locks")
        @Nullable
        String owner,

        @Schema(description = "Give back every counted hold of the owner at once; by default one") @Nullable
        Boolean all,

        @Schema(description = "How long the holds last from now on, at least: more than 0s, up to 1d") @Nullable
        String lease) {

    /** One of the holds. */
    @Schema(name = "Grip")
    record GripRequest(
            @Schema(description = "The lock", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String name,

            @Schema(description = "The token that came with the grant", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String token) {}

    Release release() {
        int count = Boolean.TRUE.equals(all) ? LockLimits.HOLD_COUNT_MAX : 1;
        return Input.valid(() -> new Release(grips(), holder(), owner, count));
    }

    Extend extend() {
        long leaseMillis = Durations.millis("lease", Input.required("lease", lease));
        return Input.valid(() -> new Extend(grips(), holder(), owner, leaseMillis));
    }

    private SessionId holder() {
        return Input.session(Input.required("session", session));
    }

    private List<Grip> grips() {
        return Input.required("locks", locks).stream()
                .map(grip -> Input.required("locks[]", grip))
                .map(grip -> new Grip(
                        new LockName(Input.required("name", grip.name())),
                        new FencingToken(Input.number("token", Input.required("token", grip.token())))))
                .toList();
    }
}
