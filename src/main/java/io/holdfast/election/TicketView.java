package io.holdfast.election;

import org.jspecify.annotations.Nullable;

/**
 * A candidacy as it stands.
 *
 * @param position 1 for the next to be elected; 0 where the wait is over
 * @param leader who leads while it waits, and the candidate itself while it leads; null otherwise
 */
public record TicketView(
        TicketId ticket,
        TicketState state,
        ElectionName election,
        Candidate candidate,
        int position,
        @Nullable Leader leader) {}
