package io.holdfast.session;

import java.util.Map;

/** Frozen limits of sessions, beside their bounds; they decide what an entry means, so no property changes them. */
public final class SessionLimits {

    public static final int SESSIONS_MAX = 100_000;
    /** Up to which a sequence may be advanced: below what JSON numbers carry exactly, with room to count on for centuries. */
    public static final long SEQUENCE_MAX = 1L << 52;

    public static final int METADATA_ENTRIES_MAX = 16;
    public static final int METADATA_LENGTH_MAX = 1_024;

    private SessionLimits() {}

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
