package io.holdfast.election.web;

import static io.holdfast.election.ElectionPrimitive.ELECTIONS;

import io.holdfast.cluster.Consensus;
import io.holdfast.election.ElectionLimits;
import io.holdfast.election.ElectionName;
import io.holdfast.election.ElectionResult.Reason;
import io.holdfast.election.ElectionView;
import io.holdfast.election.web.ElectionAnswers.LeaderView;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemType;
import io.holdfast.web.WaitProblems;

/** How refusals of elections are told: who leads, and what to do. */
final class ElectionProblems {

    static final ProblemType ELECTION_TAKEN = new ProblemType("election-taken", 409, "Another candidate leads");
    static final ProblemType LEADS_ALREADY = new ProblemType("leads-already", 409, "The candidate leads already");
    static final ProblemType LEADERSHIP_LOST = new ProblemType("leadership-lost", 409, "The caller does not lead");
    static final ProblemType CANDIDATE_UNKNOWN =
            new ProblemType("candidate-unknown", 409, "Nobody of this name is a candidate");
    static final ProblemType SESSION_ELECTION_LIMIT =
            new ProblemType("session-election-limit", 429, "The session is in too many elections");
    static final ProblemType ELECTION_LIMIT = new ProblemType("election-limit", 429, "There are too many elections");

    private record Seen(ElectionView election, long nowMillis) {}

    private final Consensus consensus;

    ElectionProblems(Consensus consensus) {
        this.consensus = consensus;
    }

    Problem taken(ElectionName name) {
        var seen = look(name);
        var leader = seen.election().leader();
        var who = leader == null
                ? "somebody led a moment ago"
                : leader.candidate().name() + " leads";
        return describe(
                Problem.of(
                        ELECTION_TAKEN,
                        who + "; try again, send \"wait\": \"10m\" to be a candidate, or observe with ?after="
                                + seen.election().version() + "&wait=30s"),
                seen);
    }

    static Problem leadsAlready(String candidate, String term) {
        return Problem.of(LEADS_ALREADY, candidate + " leads in term " + term + "; resign first, or use another name")
                .with("term", term);
    }

    Problem lost(ElectionName name) {
        return describe(
                Problem.of(
                        LEADERSHIP_LOST,
                        "the session does not lead in this term: it resigned, was passed over, or its time is over; "
                                + "stop acting as the leader, and campaign again"),
                look(name));
    }

    Problem refused(ElectionName name, Reason reason) {
        return switch (reason) {
            case NOT_LEADING -> lost(name);
            case NO_CANDIDATE ->
                describe(
                        Problem.of(CANDIDATE_UNKNOWN, "leadership goes to a candidate that waits; see who does"),
                        look(name));
            case NOT_OWNER -> WaitProblems.notYours("the ticket");
            case UNKNOWN_TICKET, NOT_ELECTED -> WaitProblems.unknownTicket();
            case CANDIDATES_MAX -> WaitProblems.tooManyWait(name.value(), ElectionLimits.CANDIDATES_MAX);
            case SESSION_ROWS_MAX ->
                Problem.of(
                                SESSION_ELECTION_LIMIT,
                                "the session leads or waits in " + ElectionLimits.SESSION_ROWS_MAX
                                        + " elections, which is the limit; use another session")
                        .with("limit", ElectionLimits.SESSION_ROWS_MAX);
            case ELECTIONS_MAX ->
                Problem.of(ELECTION_LIMIT, ElectionLimits.ELECTIONS_MAX + " elections are led, which is the limit")
                        .with("limit", ElectionLimits.ELECTIONS_MAX);
        };
    }

    private Seen look(ElectionName name) {
        return consensus.readLocal(
                ELECTIONS, (elections, now) -> new Seen(elections.queries().inspect(name), now));
    }

    private static Problem describe(Problem problem, Seen seen) {
        return problem.with("election", seen.election().election().value())
                .with("version", Long.toString(seen.election().version()))
                .with("leader", LeaderView.of(seen.election().leader(), seen.nowMillis()))
                .with("candidates", seen.election().waiterCount());
    }
}
