package io.holdfast.web;

import io.holdfast.core.Opening;
import io.holdfast.core.SessionBounds;
import org.jspecify.annotations.Nullable;

/** In whose name something is asked: in that of a session, or in that of one which is opened for it. */
public final class ImplicitSessions {

    private static final long TTL_MILLIS_DEFAULT = 30_000;

    private ImplicitSessions() {}

    /**
     * The session to open for a request that names none; null where it names one.
     *
     * @param field how the request calls its owner
     */
    public static @Nullable Opening opening(
            @Nullable String session, String field, @Nullable String owner, @Nullable String ttl, Minting minting) {
        if (session != null) {
            if (ttl != null) {
                throw ProblemException.badRequest(
                        "\"ttl\" belongs to the session: leave it out, or leave \"session\" out");
            }
            return null;
        }
        if (owner == null || owner.isBlank()) {
            throw ProblemException.badRequest("\"" + field + "\" is missing: say who asks, or name a \"session\"");
        }
        long ttlMillis = Durations.millis("ttl", ttl, TTL_MILLIS_DEFAULT);
        if (ttlMillis < SessionBounds.TTL_MILLIS_MIN || ttlMillis > SessionBounds.TTL_MILLIS_MAX) {
            throw ProblemException.badRequest("\"ttl\" must be between 2s and 1h");
        }
        return Input.valid(() -> new Opening(minting.session(), owner, ttlMillis));
    }
}
