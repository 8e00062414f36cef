package io.holdfast.lock.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.Grip;
import io.holdfast.lock.LockCommand.Convert;
import io.holdfast.lock.LockName;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Terms;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a hold is changed into another mode. */
record ConvertRequest(
        @Schema(description = "The session that holds the lock", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String session,

        @Schema(description = "The token that came with the grant", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String token,

        @Schema(description = "Which of the session's owners; needed where several of them hold the lock") @Nullable
        String owner,

        @Schema(description = "The mode to hold the lock in", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        Mode to,

        @Schema(description = "How long to wait for other holders, before all others: 0s (the default) to 10m")
        @JsonProperty("wait")
        @Nullable
        String waitTime,

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
        String onDeadlock) {

    Convert read(LockName lock) {
        var holder = Input.session(Input.required("session", session));
        var grip = new Grip(lock, new FencingToken(Input.number("token", Input.required("token", token))));
        var mode = Input.required("to", to);
        long waitMillis = Durations.millis("wait", waitTime, 0);
        var policy = Input.choice("victimPolicy", victimPolicy, Terms.VictimPolicy.YOUNGEST);
        var consequence = Input.choice("onDeadlock", onDeadlock, Terms.OnDeadlock.FAIL_WAIT);
        int priority = deadlockPriority == null ? 0 : deadlockPriority;
        return Input.valid(() -> new Convert(
                grip,
                holder,
                owner,
                mode,
                new Terms(waitMillis, 0, 0, 0, 0, Terms.Strategy.RESERVE, priority, policy, consequence, "")));
    }
}
