package io.holdfast.session.web;

import io.holdfast.session.web.SessionAnswers.EndedView;
import io.holdfast.session.web.SessionAnswers.LivingView;
import io.holdfast.session.web.SessionAnswers.OpenedView;
import io.holdfast.session.web.SessionAnswers.PageView;
import io.holdfast.session.web.SessionAnswers.StateView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;

/** Examples and problems of sessions in the API's document. */
final class SessionNotes {

    private static final String SESSION = """
            {"session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10", "name": "worker-7", "ttlMillis": 300000,
             "remainingMillis": 298300, "lockDelayMillis": 0, "implicit": false, "metadata": {"host": "h1"},
             "holds": [{"lock": "demo", "owner": "worker", "mode": "X", "token": "26", "holdCount": 1}], "waits": [],
             "permits": [], "permitWaits": [], "leads": [], "candidacies": [],
             "memberships": []}""";

    private SessionNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(
                OperationNotes.of("openSession")
                        .answers(201, "The session is open", OpenedView.class)
                        .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, ProblemType.SESSION_LIMIT)
                        .step(2, "Open a session", """
                                {"name": "worker-7", "ttl": "5m", "metadata": {"host": "h1"}}""", 201, """
                                {"session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10", "name": "worker-7", "ttlMillis": 300000,
                                 "lockDelayMillis": 0}""")
                        .step(42, "Open a session to be a member by", """
                                {"name": "worker-9", "ttl": "5m"}""", 201, """
                                {"session": "d1e2f3a4b5c6079808f9e0d1c2b3a4f5", "name": "worker-9", "ttlMillis": 300000,
                                 "lockDelayMillis": 0}"""),
                OperationNotes.of("keepSessionAlive")
                        .answers(200, "The session lives on", LivingView.class)
                        .problems(ProblemType.SESSION_GONE)
                        .step(3, "Show that it is alive", 200, """
                                {"session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10", "ttlMillis": 300000,
                                 "remainingMillis": 300000}"""),
                OperationNotes.of("getSession")
                        .answers(200, "The session and what it owns", StateView.class)
                        .problems(ProblemType.SESSION_GONE)
                        .step(12, "See what a session owns", 200, SESSION),
                OperationNotes.of("listSessions")
                        .answers(200, "A page of sessions", PageView.class)
                        .step(14, "List the sessions", 200, """
                                {"sessions": [{"session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10", "name": "worker-7",
                                  "ttlMillis": 300000, "remainingMillis": 297900, "lockDelayMillis": 0, "implicit": false,
                                  "metadata": {"host": "h1"}, "holds": [], "waits": [], "permits": [],
                                  "permitWaits": [], "leads": [], "candidacies": [],
             "memberships": []}], "cursor": null}"""),
                OperationNotes.of("endSession")
                        .answers(200, "The session has ended", EndedView.class)
                        .problems(ProblemType.SESSION_GONE)
                        .step(15, "End the session", 200, """
                                {"session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10", "state": "ENDED"}"""));
    }
}
