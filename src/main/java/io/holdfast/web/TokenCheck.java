package io.holdfast.web;

import io.holdfast.core.Guard;

/**
 * Whether a fencing token is what its bearer says it is. Asked before a guard goes to a group that knows no locks: a token
 * that was made up would keep the real holders out there.
 */
public interface TokenCheck {

    /** Whether the token is the lock's current one, linearizably. */
    boolean admits(Guard guard);
}
