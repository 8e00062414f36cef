package io.holdfast.session.web;

import io.holdfast.core.SessionId;
import io.holdfast.session.SessionCommand.OpenSession;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How a session is asked for. */
record OpenSessionRequest(
        @Schema(description = "What people call the session; need not be unique") @Nullable
        String name,

        @Schema(description = "How long it lives without a keepalive: 2s to 1h, by default 15s") @Nullable
        String ttl,

        @Schema(
                description = "How long others are kept out of locks that the session loses and does not give back,"
                        + " where an acquire says nothing else: 0s (the default) to 60s")
        @Nullable
        String lockDelay,

        @Schema(description = "Whatever helps to find out who this is, such as host and pid; at most 16 entries")
        @Nullable
        Map<String, @Nullable String> metadata) {

    private static final long TTL_MILLIS_DEFAULT = 15_000;

    static final OpenSessionRequest DEFAULTS = new OpenSessionRequest(null, null, null, null);

    OpenSession read(SessionId session) {
        long ttlMillis = Durations.millis("ttl", ttl, TTL_MILLIS_DEFAULT);
        long lockDelayMillis = Durations.millis("lockDelay", lockDelay, 0);
        var entries = new TreeMap<String, String>();
        if (metadata != null) {
            metadata.forEach((key, value) -> entries.put(key, Input.required("metadata." + key, value)));
        }
        return Input.valid(
                () -> new OpenSession(session, name == null ? "" : name, ttlMillis, lockDelayMillis, entries));
    }
}
