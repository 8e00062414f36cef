package io.holdfast.core;

/**
 * A condition on a request: that this token is the current one of this lock when the request is applied. A request of a
 * holder that has lost the lock then changes nothing.
 *
 * @param token of the lock's running epoch
 */
public record Guard(String lock, long token) {

    public Guard {
        if (!Names.isValid(lock)) {
            throw new IllegalArgumentException("a guard's lock is " + Names.RULE);
        }
    }
}
