package io.holdfast.lock.web;

import io.holdfast.lock.web.LockAnswers.CancelledView;
import io.holdfast.lock.web.LockAnswers.ExtendedView;
import io.holdfast.lock.web.LockAnswers.FenceView;
import io.holdfast.lock.web.LockAnswers.HeldView;
import io.holdfast.lock.web.LockAnswers.PageView;
import io.holdfast.lock.web.LockAnswers.ReleasedView;
import io.holdfast.lock.web.LockAnswers.StateView;
import io.holdfast.lock.web.WaitAnswers.WaitingView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;
import io.holdfast.web.WaitProblems;

/** Examples and problems of locks in the API's document. The story's session is opened by step 2. */
final class LockNotes {

    private static final String HOLDER = """
            {"owner": "alice", "session": "3b9d6a1e5f0c4c7d8e2f1a0b9c8d7e6f", "mode": "X", "token": "17", "holdCount": 1,
             "heldMillis": 2140, "leaseRemainingMillis": 597860}""";

    static final String CAROL = """
            {"owner": "carol", "session": "c41d8a7b3e6f4a52b09d1e7c5f8a2b36", "mode": "X", "token": "1044", "holdCount": 1,
             "heldMillis": 1204}""";

    /** Dave waits for Carol. */
    static final String LINK = """
            {"owner": "dave", "session": "d9e2c7a1b5f84c3e8a6d0f1b2c3d4e5f", "ticket": "1046", "lock": "demo", "mode": "X",
             "blocker": "carol", "blockerSession": "c41d8a7b3e6f4a52b09d1e7c5f8a2b36",
             "blockerSessionRemainingMillis": 298300, "blockerMode": "X",
             "held": %s}""".formatted(CAROL);

    private LockNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(acquire(), get(), list(), extend(), release(), ticket(), cancel(), convert(), fence());
    }

    private static OperationNotes acquire() {
        return OperationNotes.of("acquireLock")
                .answers(200, "The lock is yours", HeldView.class)
                .answers(202, "You stand in the queue", WaitingView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        ProblemType.SESSION_LIMIT,
                        LockProblems.LOCK_HELD,
                        LockProblems.DEADLOCK,
                        WaitProblems.WAIT_TIMEOUT,
                        WaitProblems.WAIT_CANCELLED,
                        WaitProblems.GRANT_UNCLAIMED,
                        LockProblems.LOCK_LOST,
                        WaitProblems.OWNER_BUSY,
                        LockProblems.REENTRY_LIMIT,
                        LockProblems.MODE_CONFLICT,
                        WaitProblems.TICKET_UNKNOWN,
                        ProblemType.QUEUE_FULL,
                        LockProblems.SESSION_LOCK_LIMIT,
                        LockProblems.LOCK_LIMIT)
                .step(4, "Take a lock with one request", """
                        {"owner": "alice", "ttl": "5m", "lease": "10m"}""", 200, """
                        {"lock": "demo", "state": "HELD", "mode": "X", "owner": "alice",
                         "session": "3b9d6a1e5f0c4c7d8e2f1a0b9c8d7e6f", "token": "17", "holdCount": 1,
                         "leaseMillis": 600000, "ttlMillis": 300000}""")
                .step(5, "Be told who holds it", """
                        {"owner": "bob"}""", 409, """
                        {"type": "urn:holdfast:problem:lock-held", "title": "The lock is held", "status": 409,
                         "detail": "demo is held by alice for 28s more, unless that is renewed; try again, or send \\"wait\\": \\"30s\\" to stand in the queue",
                         "code": "lock-held", "instance": "/api/v1/locks/demo/acquire", "lock": "demo", "holder": "alice",
                         "holders": [%s], "waiters": 0, "retryAfterMillis": 28000}""".formatted(HOLDER))
                .step(6, "Stand in the queue", """
                        {"session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10", "owner": "worker", "wait": "5m"}""", 202, """
                        {"lock": "demo", "state": "WAITING", "ticket": "23", "mode": "X", "owner": "worker",
                         "session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10", "position": 1, "ahead": [], "holders": [%s],
                         "why": [{"owner": "worker", "session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10", "ticket": "23",
                           "lock": "demo", "mode": "X", "blocker": "alice",
                           "blockerSession": "3b9d6a1e5f0c4c7d8e2f1a0b9c8d7e6f",
                           "blockerSessionRemainingMillis": 118300, "blockerMode": "X", "held": %s}]}""".formatted(HOLDER, HOLDER))
                .step(52, "Read now, and announce that you will want to write", """
                        {"session": "c41d8a7b3e6f4a52b09d1e7c5f8a2b36", "owner": "carol", "mode": "U"}""", 200, """
                        {"lock": "demo", "state": "HELD", "mode": "U", "owner": "carol",
                         "session": "c41d8a7b3e6f4a52b09d1e7c5f8a2b36", "token": "1043", "holdCount": 1,
                         "leaseMillis": null}""")
                .step(55, "Wait, and be told why", """
                        {"owner": "dave", "ttl": "5m", "wait": "5m"}""", 202, """
                        {"lock": "demo", "state": "WAITING", "ticket": "1046", "mode": "X", "owner": "dave",
                         "session": "d9e2c7a1b5f84c3e8a6d0f1b2c3d4e5f", "position": 1, "ahead": [], "holders": [%s],
                         "why": [%s]}""".formatted(CAROL, LINK));
    }

    private static OperationNotes get() {
        return OperationNotes.of("getLock")
                .answers(200, "The lock as it stands", StateView.class)
                .step(7, "See who holds the lock and who waits", 200, """
                        {"lock": "demo", "state": "HELD", "mode": "X", "token": "17", "holders": [%s], "waiterCount": 1,
                         "waiters": [{"ticket": "23", "owner": "worker", "session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10",
                           "mode": "X", "position": 1, "waitingMillis": 1016, "remainingMillis": 298984}]}""".formatted(HOLDER));
    }

    private static OperationNotes list() {
        return OperationNotes.of("listLocks")
                .answers(200, "A page of locks", PageView.class)
                .problems()
                .step(8, "List what is held", 200, """
                        {"locks": [{"lock": "demo", "state": "HELD", "mode": "X", "token": "17", "holders": [%s],
                         "waiterCount": 1}], "cursor": null}""".formatted(HOLDER));
    }

    private static OperationNotes extend() {
        return OperationNotes.of("extendLock")
                .answers(200, "The hold lasts at least this long", ExtendedView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        LockProblems.LOCK_LOST,
                        LockProblems.NOT_OWNER)
                .step(9, "Let the hold last longer", """
                        {"session": "3b9d6a1e5f0c4c7d8e2f1a0b9c8d7e6f", "token": "17", "lease": "20m"}""", 200, """
                        {"lock": "demo", "state": "HELD", "leaseMillis": 1200000}""");
    }

    private static OperationNotes release() {
        return OperationNotes.of("releaseLock")
                .answers(200, "The lock was given back", ReleasedView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        LockProblems.LOCK_LOST,
                        LockProblems.NOT_OWNER)
                .step(10, "Give the lock to the first in the queue", """
                        {"session": "3b9d6a1e5f0c4c7d8e2f1a0b9c8d7e6f", "token": "17"}""", 200, """
                        {"lock": "demo", "state": "RELEASED", "holdCount": 0}""");
    }

    private static OperationNotes ticket() {
        return OperationNotes.of("getTicket")
                .answers(200, "The lock is yours, or the locks are", HeldView.class)
                .answers(202, "You stand in the queue", WaitingView.class)
                .problems(
                        ProblemType.SESSION_GONE,
                        WaitProblems.TICKET_UNKNOWN,
                        LockProblems.DEADLOCK,
                        WaitProblems.WAIT_TIMEOUT,
                        WaitProblems.WAIT_CANCELLED,
                        WaitProblems.GRANT_UNCLAIMED,
                        LockProblems.LOCK_LOST)
                .step(11, "Learn that the wait is over", 200, """
                        {"lock": "demo", "state": "HELD", "mode": "X", "owner": "worker",
                         "session": "7f3b0f6c2f7d4d0f9c1a5e8b6d2c4a10", "token": "26", "holdCount": 1, "leaseMillis": null,
                         "ticket": "23"}""");
    }

    private static OperationNotes cancel() {
        return OperationNotes.of("cancelTicket")
                .answers(200, "The wait is over", CancelledView.class)
                .problems(ProblemType.SESSION_GONE, WaitProblems.TICKET_UNKNOWN, LockProblems.NOT_OWNER)
                .step(13, "Give back what the ticket was granted", 200, """
                        {"ticket": "23", "state": "RELEASED"}""");
    }

    private static OperationNotes convert() {
        return OperationNotes.of("convertLock")
                .answers(200, "The lock is held in that mode", HeldView.class)
                .answers(202, "You stand before the queue, and hold the lock as before", WaitingView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        LockProblems.LOCK_LOST,
                        LockProblems.NOT_OWNER,
                        LockProblems.LOCK_HELD,
                        LockProblems.DEADLOCK,
                        WaitProblems.OWNER_BUSY,
                        WaitProblems.WAIT_TIMEOUT,
                        WaitProblems.WAIT_CANCELLED,
                        WaitProblems.TICKET_UNKNOWN,
                        ProblemType.QUEUE_FULL)
                .step(53, "Write, now that nobody else reads", """
                        {"session": "c41d8a7b3e6f4a52b09d1e7c5f8a2b36", "token": "1043", "to": "X"}""", 200, """
                        {"lock": "demo", "state": "HELD", "mode": "X", "owner": "carol",
                         "session": "c41d8a7b3e6f4a52b09d1e7c5f8a2b36", "token": "1044", "holdCount": 1,
                         "leaseMillis": null}""");
    }

    private static OperationNotes fence() {
        return OperationNotes.of("verifyToken")
                .answers(200, "Whether the token is the current one", FenceView.class)
                .step(54, "Refuse a holder that lost the lock", 200, """
                        {"lock": "demo", "valid": false, "token": "1044", "holders": [%s]}""".formatted(CAROL));
    }
}
