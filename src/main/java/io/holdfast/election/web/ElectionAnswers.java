package io.holdfast.election.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.election.ElectionResult.Elected;
import io.holdfast.election.ElectionView;
import io.holdfast.election.Leader;
import io.holdfast.election.TicketView;
import io.holdfast.election.Waiter;
import io.holdfast.election.web.CampaignRequest.Asked;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of elections. Durations are milliseconds; terms and tickets are strings, because they have 64 bits. */
final class ElectionAnswers {

    private ElectionAnswers() {}

    /** An election that the caller has won. */
    @Schema(name = "WonElection")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WonView(
            String election,
            @Schema(allowableValues = "LEADING") String state,
            String candidate,
            String session,

            @Schema(description = "The fencing token of this time in office; grows from leader to leader")
            String term,

            String value,

            @Schema(description = "How long the implicit session lives without a sign of life") @Nullable
            Long ttlMillis,

            @Schema(description = "The ticket that was elected") @Nullable
            String ticket) {

        /** Who was elected is told by the result: a repeated request has minted a session that was never opened. */
        static WonView of(Elected elected, Asked asked) {
            return new WonView(
                    elected.election().value(),
                    "LEADING",
                    elected.candidate().name(),
                    elected.candidate().session().toString(),
                    elected.term().toString(),
                    asked.command().value(),
                    asked.ttlMillis(),
                    null);
        }

        static WonView of(TicketView ticket, Leader leader, @Nullable Long ttlMillis) {
            return new WonView(
                    ticket.election().value(),
                    "LEADING",
                    leader.candidate().name(),
                    leader.candidate().session().toString(),
                    leader.term().toString(),
                    leader.value(),
                    ttlMillis,
                    ticket.ticket().toString());
        }
    }

    /** A candidacy that waits. */
    @Schema(name = "WaitingCandidate")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WaitingView(
            String election,
            @Schema(allowableValues = "WAITING") String state,
            String ticket,
            String candidate,
            String session,

            @Schema(description = "1 is the next to be elected")
            int position,

            @Nullable LeaderView leader) {

        static WaitingView of(TicketView ticket, long nowMillis) {
            return new WaitingView(
                    ticket.election().value(),
                    "WAITING",
                    ticket.ticket().toString(),
                    ticket.candidate().name(),
                    ticket.candidate().session().toString(),
                    ticket.position(),
                    LeaderView.of(ticket.leader(), nowMillis));
        }
    }

    /** Who leads. */
    @Schema(name = "ElectionLeader")
    record LeaderView(
            String candidate,
            String session,
            String term,
            String value,
            int priority,
            long leadingMillis,

            @Schema(description = "Whether the leader has been told; if it is not in time, it is passed over")
            boolean claimed) {

        static @Nullable LeaderView of(@Nullable Leader leader, long nowMillis) {
            return leader == null
                    ? null
                    : new LeaderView(
                            leader.candidate().name(),
                            leader.candidate().session().toString(),
                            leader.term().toString(),
                            leader.value(),
                            leader.priority(),
                            Math.max(0, nowMillis - leader.sinceMillis()),
                            leader.claimed());
        }
    }

    /** Somebody who would lead. */
    @Schema(name = "ElectionCandidate")
    record CandidateView(
            String ticket,
            String candidate,
            String session,
            String value,
            int priority,
            int position,
            long waitingMillis,

            @Schema(description = "How much longer it will wait")
            long remainingMillis) {

        static List<CandidateView> of(List<Waiter> queue, long nowMillis) {
            var views = new ArrayList<CandidateView>(queue.size());
            for (var waiter : queue) {
                views.add(new CandidateView(
                        waiter.ticket().toString(),
                        waiter.candidate().name(),
                        waiter.candidate().session().toString(),
                        waiter.value(),
                        waiter.priority(),
                        views.size() + 1,
                        Math.max(0, nowMillis - waiter.sinceMillis()),
                        Math.max(0, waiter.untilMillis() - nowMillis)));
            }
            return views;
        }
    }

    /** An election as it stands. */
    @Schema(name = "Election")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StateView(
            String election,

            @Schema(allowableValues = {"LED", "VACANT"}) String state,

            @Schema(
                    description =
                            "Grows with each change of the leader or of what it says; candidates that come and go do not count")
            String version,

            @Schema(description = "Left out where nobody leads") @Nullable
            LeaderView leader,

            int candidateCount,

            @Schema(description = "The first hundred, in the order of their election; left out in lists") @Nullable
            List<CandidateView> candidates) {

        static StateView whole(ElectionView election, long nowMillis) {
            return of(election, nowMillis, CandidateView.of(election.waiters(), nowMillis));
        }

        static StateView row(ElectionView election, long nowMillis) {
            return of(election, nowMillis, null);
        }

        private static StateView of(ElectionView election, long nowMillis, @Nullable List<CandidateView> candidates) {
            return new StateView(
                    election.election().value(),
                    election.leader() == null ? "VACANT" : "LED",
                    Long.toString(election.version()),
                    LeaderView.of(election.leader(), nowMillis),
                    election.waiterCount(),
                    candidates);
        }
    }

    /** A page of elections. */
    @Schema(name = "ElectionPage")
    record PageView(
            List<StateView> elections,

            @Schema(description = "Where the next page starts; null after the last") @JsonInclude @Nullable
            String cursor) {}

    /** What a leader says from now on. */
    @Schema(name = "ProclaimedValue")
    record ProclaimedView(
            String election,
            @Schema(allowableValues = "LEADING") String state,
            String term,
            String value) {}

    /** An office that was given up. */
    @Schema(name = "ResignedOffice")
    record ResignedView(
            String election,
            @Schema(allowableValues = "RESIGNED") String state) {}

    /** An office that was handed over. */
    @Schema(name = "TransferredOffice")
    record TransferredView(
            String election,
            @Schema(allowableValues = "TRANSFERRED") String state,

            @Schema(description = "Who leads now, once it has been told")
            String candidate,

            String session,
            String term) {}

    /** A candidacy that its candidate ended. */
    @Schema(name = "WithdrawnCandidate")
    record WithdrawnView(
            String ticket,

            @Schema(allowableValues = {"WITHDRAWN", "RESIGNED"})
            String state) {}

    /** An office among the things that a session owns. */
    @Schema(name = "SessionOffice")
    record SessionOfficeView(String election, String candidate, String term) {

        static List<SessionOfficeView> of(ElectionView election) {
            var leader = election.leader();
            return leader == null
                    ? List.of()
                    : List.of(new SessionOfficeView(
                            election.election().value(),
                            leader.candidate().name(),
                            leader.term().toString()));
        }
    }

    /** A candidacy among the things that a session owns. */
    @Schema(name = "SessionCandidacy")
    record SessionCandidacyView(String ticket, String election, String candidate, int position) {

        static SessionCandidacyView of(TicketView ticket) {
            return new SessionCandidacyView(
                    ticket.ticket().toString(),
                    ticket.election().value(),
                    ticket.candidate().name(),
                    ticket.position());
        }
    }
}
