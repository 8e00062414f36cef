package io.holdfast.simulation.invariant;

import io.holdfast.lock.Owner;
import io.holdfast.lock.TicketId;
import java.util.HashMap;

/** INV-5 of locks: an owner waits with one ticket at a time. */
public final class OwnersWaitOnce implements Invariant {

    @Override
    public void happened(Seen seen) {
        var tickets = new HashMap<Owner, TicketId>();
        for (var lock : seen.locks()) {
            for (var waiter : lock.waiters()) {
                var other = tickets.putIfAbsent(waiter.owner(), waiter.ticket());
                claim(other == null || other.equals(waiter.ticket()), "an owner waits twice", waiter);
            }
        }
    }
}
