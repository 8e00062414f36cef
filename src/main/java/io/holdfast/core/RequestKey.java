package io.holdfast.core;

/**
 * Names one request of one principal, so that a repetition is recognised (Idempotent Receiver).
 *
 * @param principal who asks; empty while nobody has to say
 * @param key what the client sent as {@code Idempotency-Key}, or what the node minted in its place
 */
public record RequestKey(String principal, String key) {

    public static final int KEY_LENGTH_MAX = 128;
    public static final int PRINCIPAL_LENGTH_MAX = 255;

    public RequestKey {
        if (principal.length() > PRINCIPAL_LENGTH_MAX) {
            throw new IllegalArgumentException("a principal has at most " + PRINCIPAL_LENGTH_MAX + " characters");
        }
        if (key.isEmpty() || key.length() > KEY_LENGTH_MAX || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "an idempotency key is 1 to " + KEY_LENGTH_MAX + " visible ASCII characters without spaces");
        }
    }
}
