package io.holdfast.lock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as it stands.
 *
 * @param hold what the ticket was granted, while it is held
 * @param position 1 for the next in the queue; 0 where the wait is over
 * @param ahead the first of those who came before, while it waits
 * @param holders who holds the lock, while it waits
 */
public record TicketView(
        TicketId ticket,
        TicketState state,
        LockName lock,
        Owner owner,
        Mode mode,
        @Nullable Holder hold,
        int position,
        List<Waiter> ahead,
        List<Holder> holders) {}
