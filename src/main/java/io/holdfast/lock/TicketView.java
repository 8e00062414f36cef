package io.holdfast.lock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as it stands.
 *
 * @param grants the locks it is for, with the tokens it was granted
 * @param holds what it was granted, as far as that is held still
 * @param isClaimed whether the grant is the owner's for good
 * @param position 1 for the next in the queue, of several queues the longest way; 0 where the wait is over. Who lets others
 *     pass does not count
 * @param ahead the first of those it stands behind, while it waits
 * @param holders who holds what it waits for, while it waits
 * @param shutUntilMillis until which cluster time it is kept out because somebody lost a lock, or gave one back within its
 *     minimum hold; 0 if it is not, or does not wait
 * @param deadlock the number of the deadlock in which the wait was given up; 0 is none
 */
public record TicketView(
        TicketId ticket,
        TicketState state,
        Owner owner,
        List<Grant> grants,
        boolean conversion,
        List<Holder> holds,
        boolean isClaimed,
        int position,
        List<Waiter> ahead,
        List<Holder> holders,
        long shutUntilMillis,
        long deadlock,
        @Nullable Waiter waiter) {

    /** The first of the locks it is for. */
    public LockName lock() {
        return grants.getFirst().lock();
    }

    /** How the first of the locks is wanted. */
    public Mode mode() {
        return grants.getFirst().mode();
    }

    /** The first of the holds it was granted; null if it has none. */
    public @Nullable Holder hold() {
        return holds.isEmpty() ? null : holds.getFirst();
    }
}
