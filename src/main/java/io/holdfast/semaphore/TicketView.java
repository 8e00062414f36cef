package io.holdfast.semaphore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as it stands.
 *
 * @param permits how many it asked for
 * @param hold what the ticket was granted, while it is held
 * @param position 1 for the next in the queue; 0 where the wait is over
 * @param available permits that are not out, while it waits
 * @param ahead the first of those who came before, while it waits
 */
public record TicketView(
        TicketId ticket,
        TicketState state,
        SemaphoreName semaphore,
        Owner owner,
        int permits,
        @Nullable Holder hold,
        int position,
        int available,
        List<Waiter> ahead) {}
