package io.holdfast.keys;

/** Frozen limits of keys; they decide what an entry means, so no property changes them. */
public final class KeyLimits {

    public static final int KEYS_MAX = 10_000;

    /** Keys of one principal at a time: the one in use, and the one that is to follow it. */
    public static final int LIVE_MAX = 2;

    public static final int PRINCIPAL_LENGTH_MAX = 128;
    public static final long TTL_MILLIS_MAX = 10L * 366 * 86_400_000;

    private KeyLimits() {}

    static void check(String principal, long ttlMillis) {
        boolean printable = principal.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        if (principal.isEmpty() || principal.length() > PRINCIPAL_LENGTH_MAX || !printable) {
            throw new IllegalArgumentException("a principal is 1 to " + PRINCIPAL_LENGTH_MAX
                    + " visible ASCII characters without spaces, such as billing-worker");
        }
        if (ttlMillis < 0 || ttlMillis > TTL_MILLIS_MAX) {
            throw new IllegalArgumentException(
                    "a key lasts for at most ten years; leave it out for one without an end");
        }
    }
}
