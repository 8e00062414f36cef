package io.holdfast.simulation.invariant;

import io.holdfast.lock.Owner;
import java.util.HashSet;

/** INV-5 of locks: an owner waits for one thing at a time. */
public final class OwnersWaitOnce implements Invariant {

    @Override
    public void happened(Seen seen) {
        var owners = new HashSet<Owner>();
        for (var lock : seen.locks()) {
            lock.waiters().forEach(waiter -> claim(owners.add(waiter.owner()), "an owner waits twice", waiter));
        }
    }
}
