package io.holdfast.core;

/**
 * An implicit session: opened in the same step as the command that needs it, and ended in the step after which nothing
 * stands for it any more. It makes one line of curl enough to take a lock.
 *
 * @param name the human label, usually the owner's
 * @param ttlMillis how long it lives without a sign of life
 */
public record Opening(SessionId session, String name, long ttlMillis) {

    public Opening {
        SessionBounds.check(name, ttlMillis);
    }
}
