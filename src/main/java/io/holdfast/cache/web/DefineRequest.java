package io.holdfast.cache.web;

import io.holdfast.cache.CacheSettings;
import io.holdfast.cache.Windows;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How a cache is to behave; what is left out has its default. */
@Schema(name = "DefineCacheRequest")
record DefineRequest(
        @Schema(description = "How many bytes of entries it keeps, 200 more each included: by default 1 GiB") @Nullable
        Long maxBytes,

        @Schema(
                description = "For how long an entry is fresh that says nothing; 0s, the default, is for ever",
                example = "5m")
        @Nullable
        String ttl,

        @Schema(description = "So long it is shown after that, marked, while somebody fetches it anew: by default 0s")
        @Nullable
        String staleWhileRevalidate,

        @Schema(
                description =
                        "So long it is kept after it was fresh for those who ask for stale content: by default 0s")
        @Nullable
        String staleIfError,

        @Schema(description = "By up to so many percent an entry is fresh for less long, drawn at random: 0 to 50")
        @Nullable
        Integer jitter,

        @Schema(description = "For how long it is known that there is none: by default 1m") @Nullable
        String negativeTtl,

        @Schema(description = "What stands behind it: none, the default, or redis. It cannot change") @Nullable
        String backing) {

    CacheSettings read() {
        var other = CacheSettings.DEFAULT;
        return Input.valid(() -> new CacheSettings(
                maxBytes == null ? other.bytesMax() : maxBytes,
                new Windows(
                        Durations.millis("ttl", ttl, other.windows().freshMillis()),
                        Durations.millis(
                                "staleWhileRevalidate",
                                staleWhileRevalidate,
                                other.windows().staleMillis()),
                        Durations.millis(
                                "staleIfError", staleIfError, other.windows().errorMillis())),
                jitter == null ? other.jitterPercent() : jitter,
                Durations.millis("negativeTtl", negativeTtl, other.negativeMillis()),
                Input.choice("backing", backing, other.backing())));
    }
}
