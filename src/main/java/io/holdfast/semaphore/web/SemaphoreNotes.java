package io.holdfast.semaphore.web;

import io.holdfast.semaphore.web.SemaphoreAnswers.CancelledView;
import io.holdfast.semaphore.web.SemaphoreAnswers.DefinedView;
import io.holdfast.semaphore.web.SemaphoreAnswers.ExtendedView;
import io.holdfast.semaphore.web.SemaphoreAnswers.HeldView;
import io.holdfast.semaphore.web.SemaphoreAnswers.PageView;
import io.holdfast.semaphore.web.SemaphoreAnswers.ReleasedView;
import io.holdfast.semaphore.web.SemaphoreAnswers.StateView;
import io.holdfast.semaphore.web.SemaphoreAnswers.SwitchedView;
import io.holdfast.semaphore.web.SemaphoreAnswers.WaitingView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;
import io.holdfast.web.WaitProblems;

/** Examples and problems of semaphores in the API's document. */
final class SemaphoreNotes {

    private static final String HOLDER = """
            {"owner": "alice", "session": "5e2f9a7b1c3d4e5f60718293a4b5c6d7", "token": "31", "permits": 2,
             "heldMillis": 1480, "claimed": true}""";

    private SemaphoreNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(
                define(), acquire(), get(), list(), extend(), release(), ticket(), drain(), undrain(), cancel(),
                delete());
    }

    private static OperationNotes define() {
        return OperationNotes.of("defineSemaphore")
                .answers(201, "The semaphore is there", DefinedView.class)
                .answers(200, "The semaphore has this size", DefinedView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, SemaphoreProblems.SEMAPHORE_LIMIT)
                .step(16, "Create a semaphore", """
                        {"permits": 3}""", 201, """
                        {"semaphore": "db", "permits": 3}""");
    }

    private static OperationNotes acquire() {
        return OperationNotes.of("acquirePermits")
                .answers(200, "The permits are yours", HeldView.class)
                .answers(202, "You stand in the queue", WaitingView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        ProblemType.SESSION_LIMIT,
                        SemaphoreProblems.SEMAPHORE_UNKNOWN,
                        SemaphoreProblems.PERMITS_EXHAUSTED,
                        SemaphoreProblems.PERMITS_EXCEED_SIZE,
                        SemaphoreProblems.PERMITS_LOST,
                        SemaphoreProblems.SESSION_PERMIT_LIMIT,
                        WaitProblems.WAIT_TIMEOUT,
                        WaitProblems.WAIT_CANCELLED,
                        WaitProblems.GRANT_UNCLAIMED,
                        WaitProblems.OWNER_BUSY,
                        WaitProblems.TICKET_UNKNOWN,
                        WaitProblems.WAITER_LIMIT)
                .step(17, "Take two of three permits", """
                        {"owner": "alice", "ttl": "5m", "permits": 2}""", 200, """
                        {"semaphore": "db", "state": "HELD", "permits": 2, "owner": "alice",
                         "session": "5e2f9a7b1c3d4e5f60718293a4b5c6d7", "token": "31", "leaseMillis": null,
                         "ttlMillis": 300000}""")
                .step(18, "Be told who has the permits", """
                        {"owner": "bob", "permits": 2}""", 409, """
                        {"type": "urn:holdfast:problem:permits-exhausted", "title": "There are not enough permits",
                         "status": 409,
                         "detail": "db has 1 of 3 permits, and 0 wait before you, who want 2; try again, or send \\"wait\\": \\"30s\\" to stand in the queue",
                         "code": "permits-exhausted", "instance": "/api/v1/semaphores/db/acquire", "semaphore": "db",
                         "permits": 3, "available": 1, "holders": [%s], "waiters": 0}""".formatted(HOLDER))
                .step(19, "Stand in the queue for permits", """
                        {"owner": "bob", "ttl": "5m", "permits": 2, "wait": "5m", "claim": "30s"}""", 202, """
                        {"semaphore": "db", "state": "WAITING", "ticket": "33", "permits": 2, "owner": "bob",
                         "session": "c4a1d2e3f4051627384950a1b2c3d4e5", "position": 1, "available": 1, "ahead": []}""");
    }

    private static OperationNotes get() {
        return OperationNotes.of("getSemaphore")
                .answers(200, "The semaphore as it stands", StateView.class)
                .problems(SemaphoreProblems.SEMAPHORE_UNKNOWN)
                .step(20, "See who has the permits and who waits", 200, """
                        {"semaphore": "db", "permits": 3, "available": 1, "held": 2, "drained": false,
                         "holderCount": 1, "waiterCount": 1, "holders": [%s],
                         "waiters": [{"ticket": "33", "owner": "bob", "session": "c4a1d2e3f4051627384950a1b2c3d4e5",
                           "permits": 2, "position": 1, "waitingMillis": 1016, "remainingMillis": 298984}]}""".formatted(HOLDER));
    }

    private static OperationNotes list() {
        return OperationNotes.of("listSemaphores")
                .answers(200, "A page of semaphores", PageView.class)
                .step(21, "List the semaphores", 200, """
                        {"semaphores": [{"semaphore": "db", "permits": 3, "available": 1, "held": 2, "drained": false,
                         "holderCount": 1, "waiterCount": 1}], "cursor": null}""");
    }

    private static OperationNotes extend() {
        return OperationNotes.of("extendPermits")
                .answers(200, "The hold lasts at least this long", ExtendedView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        SemaphoreProblems.SEMAPHORE_UNKNOWN,
                        SemaphoreProblems.PERMITS_LOST,
                        WaitProblems.NOT_YOURS)
                .step(22, "Give the hold a lease", """
                        {"session": "5e2f9a7b1c3d4e5f60718293a4b5c6d7", "token": "31", "lease": "20m"}""", 200, """
                        {"semaphore": "db", "state": "HELD", "leaseMillis": 1200000}""");
    }

    private static OperationNotes release() {
        return OperationNotes.of("releasePermits")
                .answers(200, "The permits were given back", ReleasedView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        SemaphoreProblems.SEMAPHORE_UNKNOWN,
                        SemaphoreProblems.PERMITS_LOST,
                        WaitProblems.NOT_YOURS)
                .step(23, "Give one permit back, which is enough for the next", """
                        {"session": "5e2f9a7b1c3d4e5f60718293a4b5c6d7", "token": "31", "permits": 1}""", 200, """
                        {"semaphore": "db", "state": "HELD", "permits": 1}""")
                .step(29, "Give the rest back", """
                        {"session": "5e2f9a7b1c3d4e5f60718293a4b5c6d7", "token": "31"}""", 200, """
                        {"semaphore": "db", "state": "RELEASED", "permits": 0}""");
    }

    private static OperationNotes ticket() {
        return OperationNotes.of("getPermitTicket")
                .answers(200, "The permits are yours", HeldView.class)
                .answers(202, "You stand in the queue", WaitingView.class)
                .problems(
                        ProblemType.SESSION_GONE,
                        ProblemType.OVERLOADED,
                        ProblemType.OUTCOME_UNKNOWN,
                        SemaphoreProblems.PERMITS_EXCEED_SIZE,
                        SemaphoreProblems.PERMITS_LOST,
                        WaitProblems.WAIT_TIMEOUT,
                        WaitProblems.WAIT_CANCELLED,
                        WaitProblems.GRANT_UNCLAIMED,
                        WaitProblems.TICKET_UNKNOWN)
                .step(24, "Learn that the permits are there, and claim them by that", 200, """
                        {"semaphore": "db", "state": "HELD", "permits": 2, "owner": "bob",
                         "session": "c4a1d2e3f4051627384950a1b2c3d4e5", "token": "37", "leaseMillis": null,
                         "ticket": "33"}""");
    }

    private static OperationNotes drain() {
        return OperationNotes.of("drainSemaphore")
                .answers(200, "Nothing more is granted", SwitchedView.class)
                .problems(SemaphoreProblems.SEMAPHORE_UNKNOWN)
                .step(26, "Grant nothing more", 200, """
                        {"semaphore": "db", "state": "DRAINED", "held": 3}""");
    }

    private static OperationNotes undrain() {
        return OperationNotes.of("undrainSemaphore")
                .answers(200, "It grants again", SwitchedView.class)
                .problems(SemaphoreProblems.SEMAPHORE_UNKNOWN)
                .step(27, "Grant again", 200, """
                        {"semaphore": "db", "state": "OPEN"}""");
    }

    private static OperationNotes cancel() {
        return OperationNotes.of("cancelPermitTicket")
                .answers(200, "The wait is over", CancelledView.class)
                .problems(ProblemType.SESSION_GONE, WaitProblems.TICKET_UNKNOWN, WaitProblems.NOT_YOURS)
                .step(28, "Give back the permits that the ticket was granted", 200, """
                        {"ticket": "33", "state": "RELEASED"}""");
    }

    private static OperationNotes delete() {
        return OperationNotes.of("deleteSemaphore")
                .answers(200, "The semaphore is forgotten", SwitchedView.class)
                .problems(SemaphoreProblems.SEMAPHORE_UNKNOWN, SemaphoreProblems.SEMAPHORE_IN_USE)
                .step(25, "See that a semaphore in use is not forgotten", 409, """
                        {"type": "urn:holdfast:problem:semaphore-in-use", "title": "The semaphore is in use",
                         "status": 409,
                         "detail": "somebody holds or awaits permits of db; drain it, and delete it when they are back",
                         "code": "semaphore-in-use", "instance": "/api/v1/semaphores/db", "semaphore": "db",
                         "permits": 3, "available": 0, "holders": [%s], "waiters": 0}""".formatted("""
                        {"owner": "alice", "session": "5e2f9a7b1c3d4e5f60718293a4b5c6d7", "token": "31", "permits": 1,
                         "heldMillis": 1480, "claimed": true, "leaseRemainingMillis": 1200000}"""))
                .step(30, "Forget the semaphore", 200, """
                        {"semaphore": "db", "state": "DELETED"}""");
    }
}
