package io.holdfast.semaphore;

import java.util.List;

/**
 * A semaphore as it stands.
 *
 * @param permits its size
 * @param held permits that are out, claimed or not; more than its size while it shrinks
 * @param drained whether it grants nothing at present
 * @param holders the oldest of those who hold permits
 * @param holderCount how many grants are out in all
 * @param waiters the first of those who wait, in order
 * @param waiterCount how many wait in all
 */
public record SemaphoreView(
        SemaphoreName semaphore,
        int permits,
        int held,
        boolean drained,
        List<Holder> holders,
        int holderCount,
        List<Waiter> waiters,
        int waiterCount) {

    public int available() {
        return Math.max(0, permits - held);
    }
}
