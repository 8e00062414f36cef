package io.holdfast.core;

/** What a session may be called, how long it may live, and what it may ask for, however it is opened. Frozen: they decide what an entry means. */
public final class SessionBounds {

    public static final long TTL_MILLIS_MIN = 2_000;
    public static final long TTL_MILLIS_MAX = 3_600_000;
    public static final long LOCK_DELAY_MILLIS_MAX = 60_000;
    public static final int NAME_LENGTH_MAX = 255;

    private SessionBounds() {}

    public static void check(String name, long ttlMillis) {
        if (name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("a session's name has at most " + NAME_LENGTH_MAX + " characters");
        }
        if (ttlMillis < TTL_MILLIS_MIN || ttlMillis > TTL_MILLIS_MAX) {
            throw new IllegalArgumentException("ttl must be between 2s and 1h, not " + ttlMillis + " ms");
        }
    }

    public static void checkLockDelay(long millis) {
        if (millis < 0 || millis > LOCK_DELAY_MILLIS_MAX) {
            throw new IllegalArgumentException("lockDelay must be between 0s and 60s, not " + millis + " ms");
        }
    }
}
