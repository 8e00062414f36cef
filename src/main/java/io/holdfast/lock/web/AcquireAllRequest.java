package io.holdfast.lock.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.holdfast.lock.LockName;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Want;
import io.holdfast.web.Input;
import io.holdfast.web.Minting;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How several locks are asked for at once: as one is, and which. */
record AcquireAllRequest(
        @Schema(description = "1 to 64 locks, each named once", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        List<WantRequest> locks,

        @JsonUnwrapped AcquireRequest terms) {

    /** One of the locks. */
    @Schema(name = "Want")
    record WantRequest(
            @Schema(description = "The lock", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String name,

            @Schema(description = "Its mode, where that is not the request's") @Nullable
            Mode mode) {}

    AcquireRequest.Asked read(Minting minting) {
        var otherwise = terms.mode() == null ? Mode.X : terms.mode();
        var wants = Input.required("locks", locks).stream()
                .map(want -> Input.required("locks[]", want))
                .map(want -> Input.valid(() -> new Want(
                        new LockName(Input.required("name", want.name())),
                        want.mode() == null ? otherwise : want.mode())))
                .toList();
        return terms.read(wants, minting);
    }
}
