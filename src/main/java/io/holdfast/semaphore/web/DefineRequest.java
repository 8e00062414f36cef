package io.holdfast.semaphore.web;

import io.holdfast.semaphore.SemaphoreCommand.Define;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How large a semaphore is to be. */
record DefineRequest(
        @Schema(
                description = "How many permits there are in all: 1 to 1,000,000",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        Integer permits) {

    Define read(SemaphoreName semaphore) {
        int size = Input.required("permits", permits);
        return Input.valid(() -> new Define(semaphore, size));
    }
}
