package io.holdfast.core;

/**
 * When a step happened: a Generation Clock and a clock in one.
 *
 * @param sequence counts the steps of this group; replicated, never reset, so it serves as fencing token and version
 * @param millis cluster time in milliseconds: set by the leader, never running backwards, unrelated to the wall clock
 */
public record Stamp(long sequence, long millis) {

    public static final Stamp ZERO = new Stamp(0, 0);

    public Stamp {
        if (sequence < 0 || millis < 0) {
            throw new IllegalArgumentException("a stamp is never negative: " + sequence + ", " + millis);
        }
    }
}
