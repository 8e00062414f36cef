package io.holdfast.lock;

import java.util.List;

/**
 * A lock as it stands.
 *
 * @param waiters the first of those who wait, in order
 * @param waiterCount how many wait in all
 * @param shutUntilMillis until which cluster time others are kept out after somebody lost it; 0 if they are not
 */
public record LockView(
        LockName lock, List<Holder> holders, List<Waiter> waiters, int waiterCount, long shutUntilMillis) {

    public boolean isFree() {
        return holders.isEmpty() && shutUntilMillis == 0;
    }
}
