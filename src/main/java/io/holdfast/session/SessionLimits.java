package io.holdfast.session;

import java.util.Map;

/** Frozen limits of sessions; they decide what an entry means, so no property changes them. */
public final class SessionLimits {

    public static final int SESSIONS_MAX = 100_000;
    public static final long TTL_MILLIS_MIN = 2_000;
    public static final long TTL_MILLIS_MAX = 3_600_000;
    public static final int NAME_LENGTH_MAX = 255;
    public static final int METADATA_ENTRIES_MAX = 16;
    public static final int METADATA_LENGTH_MAX = 1_024;

    private SessionLimits() {}

    public static void checkTtl(long ttlMillis) {
        if (ttlMillis < TTL_MILLIS_MIN || ttlMillis > TTL_MILLIS_MAX) {
            throw new IllegalArgumentException("ttl must be between 2s and 1h, not " + ttlMillis + " ms");
        }
    }

    public static void checkName(String name) {
        if (name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("a session's name has at most " + NAME_LENGTH_MAX + " characters");
        }
    }

    static void checkMetadata(Map<String, String> metadata) {
        if (metadata.size() > METADATA_ENTRIES_MAX) {
            throw new IllegalArgumentException("metadata has at most " + METADATA_ENTRIES_MAX + " entries");
        }
        int length = 0;
        for (var entry : metadata.entrySet()) {
            length += entry.getKey().length() + entry.getValue().length();
        }
        if (length > METADATA_LENGTH_MAX) {
            throw new IllegalArgumentException("metadata has at most " + METADATA_LENGTH_MAX + " characters in all");
        }
    }
}
