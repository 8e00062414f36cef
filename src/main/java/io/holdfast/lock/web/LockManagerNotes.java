package io.holdfast.lock.web;

import io.holdfast.lock.web.DeadlockAnswers.DeadlocksView;
import io.holdfast.lock.web.DeadlockAnswers.ForcedReleasesView;
import io.holdfast.lock.web.LockAnswers.RevokedView;
import io.holdfast.lock.web.MultiLockAnswers.ExtendedAllView;
import io.holdfast.lock.web.MultiLockAnswers.HeldAllView;
import io.holdfast.lock.web.MultiLockAnswers.ReleasedAllView;
import io.holdfast.lock.web.WaitAnswers.GraphView;
import io.holdfast.lock.web.WaitAnswers.WaitingView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;
import io.holdfast.web.WaitProblems;

/** Examples and problems of several locks at once, of waiting, and of taking locks back, in the API's document. */
final class LockManagerNotes {

    private static final String BOTH = """
            {"session": "c41d8a7b3e6f4a52b09d1e7c5f8a2b36", "locks": [{"name": "source", "token": "1040"},
             {"name": "target", "token": "1040"}]%s}""";

    private LockManagerNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(
                acquireAll(),
                extendAll(),
                releaseAll(),
                waitGraph(),
                deadlocks(),
                requestRevoke(),
                forceRelease(),
                forceReleases());
    }

    private static OperationNotes acquireAll() {
        return OperationNotes.of("acquireLocks")
                .answers(200, "The locks are yours", HeldAllView.class)
                .answers(202, "You stand in their queues, and hold none of them", WaitingView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        ProblemType.SESSION_LIMIT,
                        LockProblems.LOCK_HELD,
                        LockProblems.ALREADY_HELD,
                        LockProblems.DEADLOCK,
                        WaitProblems.WAIT_TIMEOUT,
                        WaitProblems.WAIT_CANCELLED,
                        WaitProblems.GRANT_UNCLAIMED,
                        LockProblems.LOCK_LOST,
                        WaitProblems.OWNER_BUSY,
                        WaitProblems.TICKET_UNKNOWN,
                        ProblemType.QUEUE_FULL,
                        LockProblems.SESSION_LOCK_LIMIT,
                        LockProblems.LOCK_LIMIT)
                .step(50, "Take two locks, or neither", """
                        {"owner": "carol", "ttl": "5m", "locks": [{"name": "source"}, {"name": "target", "mode": "S"}]}""", 200, """
                        {"locks": [{"lock": "source", "mode": "X", "token": "1040"},
                         {"lock": "target", "mode": "S", "token": "1040"}], "state": "HELD", "owner": "carol",
                         "session": "c41d8a7b3e6f4a52b09d1e7c5f8a2b36", "leaseMillis": null, "ttlMillis": 300000}""");
    }

    private static OperationNotes extendAll() {
        return OperationNotes.of("extendLocks")
                .answers(200, "All the holds last at least this long", ExtendedAllView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        LockProblems.LOCK_LOST,
                        LockProblems.NOT_OWNER)
                .step(51, "Let both holds last longer", BOTH.formatted(", \"lease\": \"10m\""), 200, """
                        {"state": "HELD", "leaseMillis": 600000}""");
    }

    private static OperationNotes releaseAll() {
        return OperationNotes.of("releaseLocks")
                .answers(200, "All the locks were given back", ReleasedAllView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.SESSION_GONE,
                        LockProblems.LOCK_LOST,
                        LockProblems.NOT_OWNER)
                .step(61, "Give both back", BOTH.formatted(""), 200, """
                        {"state": "RELEASED", "holdCount": 0}""");
    }

    private static OperationNotes waitGraph() {
        return OperationNotes.of("getWaitGraph")
                .answers(200, "Who waits for whom", GraphView.class)
                .step(56, "See who waits for whom", 200, """
                        {"links": [%s], "truncated": false}""".formatted(LockNotes.LINK));
    }

    private static OperationNotes deadlocks() {
        return OperationNotes.of("listDeadlocks")
                .answers(200, "The last deadlocks", DeadlocksView.class)
                .step(60, "Look for deadlocks", 200, """
                        {"found": 0, "deadlocks": []}""");
    }

    private static OperationNotes requestRevoke() {
        return OperationNotes.of("requestRevoke")
                .answers(200, "The holders were asked", RevokedView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, LockProblems.NOT_HELD)
                .step(57, "Ask the holder to give the lock up", """
                        {"reason": "maintenance at noon", "grace": "1m"}""", 200, """
                        {"lock": "demo", "state": "REVOKE_REQUESTED", "holders": 1}""");
    }

    private static OperationNotes forceRelease() {
        return OperationNotes.of("forceRelease")
                .answers(200, "The lock was taken", RevokedView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, LockProblems.NOT_HELD)
                .step(58, "Take the lock from its holder", """
                        {"reason": "the holder is stuck", "by": "operator"}""", 200, """
                        {"lock": "demo", "state": "FORCE_RELEASED", "holders": 1}""");
    }

    private static OperationNotes forceReleases() {
        return OperationNotes.of("listForceReleases")
                .answers(200, "The last locks that were taken", ForcedReleasesView.class)
                .step(59, "See what was taken from whom, and why", 200, """
                        {"forcedReleases": [{"lock": "demo", "agoMillis": 210,
                         "holder": {"owner": "carol", "session": "c41d8a7b3e6f4a52b09d1e7c5f8a2b36"}, "mode": "X",
                         "token": "1044", "reason": "the holder is stuck", "by": "operator"}]}""");
    }
}
