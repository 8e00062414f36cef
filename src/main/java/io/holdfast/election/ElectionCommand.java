package io.holdfast.election;

import io.holdfast.core.Command;
import io.holdfast.core.SessionId;

/** Everything that can be asked of an election. */
public sealed interface ElectionCommand extends Command {

    /**
     * Lead, or wait to. The greater priority comes first, and among equals who came first.
     *
     * @param value what the candidate proclaims from its election on
     * @param waitMillis how long to stay a candidate; 0 is not to wait at all
     * @param claimMillis how long an election out of the queue waits to be claimed
     */
    record Campaign(
            ElectionName election, Candidate candidate, String value, int priority, long waitMillis, long claimMillis)
            implements ElectionCommand {

        public Campaign {
            ElectionLimits.checkValue(value);
            ElectionLimits.check("priority", priority, -ElectionLimits.PRIORITY_MAX, ElectionLimits.PRIORITY_MAX);
            ElectionLimits.check("wait in ms", waitMillis, 0, ElectionLimits.WAIT_MILLIS_MAX);
            ElectionLimits.check(
                    "claim in ms", claimMillis, ElectionLimits.CLAIM_MILLIS_MIN, ElectionLimits.CLAIM_MILLIS_MAX);
        }

        @Override
        public SessionId session() {
            return candidate.session();
        }
    }

    /** Say something else as leader. */
    record Proclaim(ElectionName election, SessionId session, Term term, String value) implements ElectionCommand {

        public Proclaim {
            ElectionLimits.checkValue(value);
        }
    }

    /** Lead no longer; the first candidate does, at once. */
    record Resign(ElectionName election, SessionId session, Term term) implements ElectionCommand {}

    /** Lead no longer; the first of the candidates with this name does, at once. */
    record Transfer(ElectionName election, SessionId session, Term term, String to) implements ElectionCommand {

        public Transfer {
            Candidate.checkName(to);
        }
    }

    /** Wait no longer; a candidate that was elected already resigns. */
    record Withdraw(TicketId ticket, SessionId session) implements ElectionCommand {}

    /** Take the office. Whoever is about to be told of its election has this committed first. */
    record Claim(TicketId ticket, SessionId session) implements ElectionCommand {}
}
