package io.holdfast.core;

import org.jspecify.annotations.Nullable;

/**
 * One thing asked of the cluster, as it stands in the log.
 *
 * @param key recognises a repetition; null for what the leader itself proposes
 * @param fingerprint a hash of what was asked, so that another request under the same key is refused
 * @param opening the implicit session to open first, if any
 * @param guard what must hold when it is applied, or it changes nothing; null is nothing
 */
public record Request(
        @Nullable RequestKey key,
        long fingerprint,
        @Nullable Opening opening,
        @Nullable Guard guard,
        Command command) {

    public Request(@Nullable RequestKey key, long fingerprint, @Nullable Opening opening, Command command) {
        this(key, fingerprint, opening, null, command);
    }
}
