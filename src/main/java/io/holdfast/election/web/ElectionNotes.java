package io.holdfast.election.web;

import io.holdfast.election.web.ElectionAnswers.PageView;
import io.holdfast.election.web.ElectionAnswers.ProclaimedView;
import io.holdfast.election.web.ElectionAnswers.ResignedView;
import io.holdfast.election.web.ElectionAnswers.StateView;
import io.holdfast.election.web.ElectionAnswers.TransferredView;
import io.holdfast.election.web.ElectionAnswers.WaitingView;
import io.holdfast.election.web.ElectionAnswers.WithdrawnView;
import io.holdfast.election.web.ElectionAnswers.WonView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;
import io.holdfast.web.WaitProblems;

/** Examples and problems of elections in the API's document. */
final class ElectionNotes {

    private static final String LEADER = """
            {"candidate": "alice", "session": "9a8b7c6d5e4f30211203f4e5d6c7b8a9", "term": "41",
             "value": "http://10.0.0.1:9000", "priority": 0, "leadingMillis": 1480, "claimed": true}""";

    private ElectionNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(campaign(), proclaim(), get(), list(), transfer(), ticket(), withdraw(), resign());
    }

    private static OperationNotes campaign() {
        return OperationNotes.of("campaign")
                .answers(200, "You lead", WonView.class)
                .answers(202, "You are a candidate", WaitingView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        ProblemType.SESSION_LIMIT,
                        ElectionProblems.ELECTION_TAKEN,
                        ElectionProblems.LEADS_ALREADY,
                        ElectionProblems.LEADERSHIP_LOST,
                        ElectionProblems.SESSION_ELECTION_LIMIT,
                        ElectionProblems.ELECTION_LIMIT,
                        WaitProblems.WAIT_TIMEOUT,
                        WaitProblems.WAIT_CANCELLED,
                        WaitProblems.GRANT_UNCLAIMED,
                        WaitProblems.OWNER_BUSY,
                        WaitProblems.TICKET_UNKNOWN,
                        WaitProblems.WAITER_LIMIT)
                .step(31, "Lead, where nobody does", """
                        {"candidate": "alice", "ttl": "5m", "value": "http://10.0.0.1:9000"}""", 200, """
                        {"election": "scheduler", "state": "LEADING", "candidate": "alice",
                         "session": "9a8b7c6d5e4f30211203f4e5d6c7b8a9", "term": "41", "value": "http://10.0.0.1:9000",
                         "ttlMillis": 300000}""")
                .step(32, "Be told who leads", """
                        {"candidate": "bob"}""", 409, """
                        {"type": "urn:holdfast:problem:election-taken", "title": "Another candidate leads", "status": 409,
                         "detail": "alice leads; try again, send \\"wait\\": \\"10m\\" to be a candidate, or observe with ?after=41&wait=30s",
                         "code": "election-taken", "instance": "/api/v1/elections/scheduler/campaign",
                         "election": "scheduler", "version": "41", "leader": %s, "candidates": 0}""".formatted(LEADER))
                .step(33, "Be a candidate", """
                        {"candidate": "bob", "ttl": "5m", "value": "http://10.0.0.2:9000", "priority": 5, "wait": "5m",
                         "claim": "30s"}""", 202, """
                        {"election": "scheduler", "state": "WAITING", "ticket": "43", "candidate": "bob",
                         "session": "b8d7c6a5f4e3029181706f5e4d3c2b1a", "position": 1, "leader": %s}""".formatted(LEADER))
                .step(40, "Lead again, without waiting for anything", """
                        {"candidate": "carol", "ttl": "5m"}""", 200, """
                        {"election": "scheduler", "state": "LEADING", "candidate": "carol",
                         "session": "c0ffee00112233445566778899aabbcc", "term": "49", "value": "", "ttlMillis": 300000}""");
    }

    private static OperationNotes proclaim() {
        return OperationNotes.of("proclaim")
                .answers(200, "Observers are told", ProclaimedView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, ProblemType.SESSION_GONE, ElectionProblems.LEADERSHIP_LOST)
                .step(34, "Say something else as leader", """
                        {"session": "9a8b7c6d5e4f30211203f4e5d6c7b8a9", "term": "41", "value": "http://10.0.0.1:9001"}""", 200, """
                        {"election": "scheduler", "state": "LEADING", "term": "41", "value": "http://10.0.0.1:9001"}""");
    }

    private static OperationNotes get() {
        return OperationNotes.of("getElection")
                .answers(200, "The election as it stands", StateView.class)
                .step(35, "See who leads and who would", 200, """
                        {"election": "scheduler", "state": "LED", "version": "44", "leader": %s, "candidateCount": 1,
                         "candidates": [{"ticket": "43", "candidate": "bob",
                           "session": "b8d7c6a5f4e3029181706f5e4d3c2b1a", "value": "http://10.0.0.2:9000", "priority": 5,
                           "position": 1, "waitingMillis": 1016, "remainingMillis": 298984}]}""".formatted(LEADER));
    }

    private static OperationNotes list() {
        return OperationNotes.of("listElections")
                .answers(200, "A page of elections", PageView.class)
                .step(36, "List the elections", 200, """
                        {"elections": [{"election": "scheduler", "state": "LED", "version": "44", "leader": %s,
                         "candidateCount": 1}], "cursor": null}""".formatted(LEADER));
    }

    private static OperationNotes transfer() {
        return OperationNotes.of("transferLeadership")
                .answers(200, "The other leads", TransferredView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        ElectionProblems.LEADERSHIP_LOST,
                        ElectionProblems.CANDIDATE_UNKNOWN)
                .step(37, "Hand over to a candidate", """
                        {"session": "9a8b7c6d5e4f30211203f4e5d6c7b8a9", "term": "41", "to": "bob"}""", 200, """
                        {"election": "scheduler", "state": "TRANSFERRED", "candidate": "bob",
                         "session": "b8d7c6a5f4e3029181706f5e4d3c2b1a", "term": "46"}""");
    }

    private static OperationNotes ticket() {
        return OperationNotes.of("getCandidacy")
                .answers(200, "You lead", WonView.class)
                .answers(202, "You are a candidate", WaitingView.class)
                .problems(
                        ProblemType.SESSION_GONE,
                        ProblemType.OVERLOADED,
                        ProblemType.OUTCOME_UNKNOWN,
                        ElectionProblems.LEADERSHIP_LOST,
                        WaitProblems.WAIT_TIMEOUT,
                        WaitProblems.WAIT_CANCELLED,
                        WaitProblems.GRANT_UNCLAIMED,
                        WaitProblems.TICKET_UNKNOWN)
                .step(38, "Learn that one leads, and claim the office by that", 200, """
                        {"election": "scheduler", "state": "LEADING", "candidate": "bob",
                         "session": "b8d7c6a5f4e3029181706f5e4d3c2b1a", "term": "46", "value": "http://10.0.0.2:9000",
                         "ticket": "43"}""");
    }

    private static OperationNotes withdraw() {
        return OperationNotes.of("withdrawCandidacy")
                .answers(200, "The candidacy is over", WithdrawnView.class)
                .problems(ProblemType.SESSION_GONE, WaitProblems.TICKET_UNKNOWN, WaitProblems.NOT_YOURS)
                .step(39, "Resign by the ticket", 200, """
                        {"ticket": "43", "state": "RESIGNED"}""");
    }

    private static OperationNotes resign() {
        return OperationNotes.of("resign")
                .answers(200, "You lead no longer", ResignedView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, ProblemType.SESSION_GONE, ElectionProblems.LEADERSHIP_LOST)
                .step(41, "Resign", """
                        {"session": "c0ffee00112233445566778899aabbcc", "term": "49"}""", 200, """
                        {"election": "scheduler", "state": "RESIGNED"}""");
    }
}
