package io.holdfast.keys;

/**
 * SHA-256 of a key's secret. The secret has 256 random bits, so nobody finds it by guessing, and a hash that is slow on
 * purpose, as for passwords, would only slow down every request.
 */
public record KeyHash(long first, long second, long third, long fourth) {

    /** Whether it is the same; takes the same time for all that are not. */
    public boolean matches(KeyHash other) {
        return ((first ^ other.first) | (second ^ other.second) | (third ^ other.third) | (fourth ^ other.fourth)) == 0;
    }
}
