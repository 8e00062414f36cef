package io.holdfast.lock;

import java.util.List;

/**
 * A lock as it stands.
 *
 * @param waiters the first of those who wait, in order
 * @param waiterCount how many wait in all
 */
public record LockView(LockName lock, List<Holder> holders, List<Waiter> waiters, int waiterCount) {

    public boolean isFree() {
        return holders.isEmpty();
    }
}
