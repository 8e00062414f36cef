package io.holdfast.simulation.invariant;

/** Whatever was to end by now has ended. */
public final class NothingIsOverdue implements Invariant {

    @Override
    public void happened(Seen seen) {
        long now = seen.after().millis();
        for (var lock : seen.locks()) {
            lock.holders().forEach(holder -> claim(holder.leaseUntilMillis() > now, "a lease is overdue", lock));
            claim(lock.shutUntilMillis() == 0 || lock.shutUntilMillis() > now, "a lock is shut for too long", lock);
            lock.waiters().forEach(waiter -> claim(waiter.untilMillis() > now, "a wait is overdue", lock));
        }
    }
}
