package io.holdfast.election;

import org.jspecify.annotations.Nullable;

/**
 * Who leads. Times are cluster milliseconds.
 *
 * @param claimed whether the leader has been told
 * @param claimUntilMillis until when it has to be, if it has not
 * @param ticket its candidacy; null for a leader that did not have to wait
 */
public record Leader(
        Candidate candidate,
        Term term,
        String value,
        int priority,
        long sinceMillis,
        boolean claimed,
        long claimUntilMillis,
        @Nullable TicketId ticket) {

    Leader saying(String other) {
        return new Leader(candidate, term, other, priority, sinceMillis, claimed, claimUntilMillis, ticket);
    }

    Leader told() {
        return new Leader(candidate, term, value, priority, sinceMillis, true, 0, ticket);
    }
}
