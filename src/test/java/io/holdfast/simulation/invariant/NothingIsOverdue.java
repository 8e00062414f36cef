package io.holdfast.simulation.invariant;

import io.holdfast.election.ElectionView;
import io.holdfast.lock.LockView;
import io.holdfast.semaphore.SemaphoreView;

/** Whatever was to end by now has ended. */
public final class NothingIsOverdue implements Invariant {

    @Override
    public void happened(Seen seen) {
        long now = seen.after().millis();
        seen.locks().forEach(lock -> check(lock, now));
        seen.scene().semaphores().forEach(semaphore -> check(semaphore, now));
        seen.scene().elections().forEach(election -> check(election, now));
    }

    private void check(LockView lock, long now) {
        lock.holders().forEach(holder -> claim(holder.leaseUntilMillis() > now, "a lease is overdue", lock));
        claim(lock.shutUntilMillis() == 0 || lock.shutUntilMillis() > now, "a lock is shut for too long", lock);
        lock.waiters().forEach(waiter -> claim(waiter.untilMillis() > now, "a wait is overdue", lock));
    }

    private void check(SemaphoreView semaphore, long now) {
        semaphore
                .holders()
                .forEach(holder -> claim(holder.untilMillis() > now, "a lease or a claim is overdue", semaphore));
        semaphore.waiters().forEach(waiter -> claim(waiter.untilMillis() > now, "a wait is overdue", semaphore));
    }

    private void check(ElectionView election, long now) {
        var leader = election.leader();
        boolean inTime = leader == null || leader.claimed() || leader.claimUntilMillis() > now;
        claim(inTime, "an office is not claimed in time", election);
        election.waiters().forEach(waiter -> claim(waiter.untilMillis() > now, "a candidacy is overdue", election));
    }
}
