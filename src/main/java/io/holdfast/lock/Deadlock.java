package io.holdfast.lock;

import java.util.List;

/**
 * A deadlock that was found and broken.
 *
 * @param number counts the deadlocks of this cluster, from 1
 * @param atMillis cluster time
 * @param closedBy whose request closed the cycle
 * @param victim whose wait was given up
 * @param ticket of the wait that was given up
 * @param cycle from one owner to the next that it waits for, back to the first
 * @param heldByVictim what the victim holds, by releasing which it lets others go on
 * @param retryAfterMillis when the victim should try again; longer each time it is given up within a minute
 */
public record Deadlock(
        long number,
        long atMillis,
        Owner closedBy,
        Owner victim,
        TicketId ticket,
        List<Link> cycle,
        List<Grant> heldByVictim,
        long retryAfterMillis) {

    /**
     * One owner of the cycle, and what keeps it.
     *
     * @param mode how it wants the lock
     * @param next the owner it waits for
     * @param nextHolds whether that one holds the lock; it is before it in the queue otherwise
     * @param nextMode how that one holds or wants the lock
     */
    public record Link(
            Owner owner, TicketId ticket, LockName lock, Mode mode, Owner next, boolean nextHolds, Mode nextMode) {

        static Link of(WaitForGraph.Edge edge) {
            return new Link(
                    edge.waiter().owner(),
                    edge.waiter().ticket(),
                    edge.lock(),
                    edge.mode(),
                    edge.other(),
                    edge.holds(),
                    edge.otherMode());
        }
    }
}
