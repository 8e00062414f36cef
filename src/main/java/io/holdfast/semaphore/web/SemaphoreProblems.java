package io.holdfast.semaphore.web;

import static io.holdfast.semaphore.SemaphorePrimitive.SEMAPHORES;

import io.holdfast.cluster.Consensus;
import io.holdfast.semaphore.Owner;
import io.holdfast.semaphore.SemaphoreLimits;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.semaphore.SemaphoreResult.Reason;
import io.holdfast.semaphore.SemaphoreView;
import io.holdfast.semaphore.web.SemaphoreAnswers.HolderView;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemType;
import io.holdfast.web.WaitProblems;
import org.jspecify.annotations.Nullable;

/** How refusals of semaphores are told: who has the permits, and what to do. */
final class SemaphoreProblems {

    static final ProblemType SEMAPHORE_UNKNOWN =
            new ProblemType("semaphore-unknown", 404, "There is no such semaphore");
    static final ProblemType PERMITS_EXHAUSTED =
            new ProblemType("permits-exhausted", 409, "There are not enough permits");
    static final ProblemType PERMITS_LOST = new ProblemType("permits-lost", 409, "The permits are not held any more");
    static final ProblemType PERMITS_EXCEED_SIZE =
            new ProblemType("permits-exceed-size", 409, "The semaphore is smaller than that");
    static final ProblemType SEMAPHORE_IN_USE = new ProblemType("semaphore-in-use", 409, "The semaphore is in use");
    static final ProblemType SESSION_PERMIT_LIMIT =
            new ProblemType("session-permit-limit", 429, "The session has too many permits");
    static final ProblemType SEMAPHORE_LIMIT = new ProblemType("semaphore-limit", 429, "There are too many semaphores");

    private record Seen(@Nullable SemaphoreView semaphore, long nowMillis) {}

    private final Consensus consensus;

    SemaphoreProblems(Consensus consensus) {
        this.consensus = consensus;
    }

    static Problem unknown(SemaphoreName name) {
        return Problem.of(
                SEMAPHORE_UNKNOWN,
                "nobody has created " + name + "; create it with PUT and {\"permits\": 3}, or as many as there are");
    }

    Problem exhausted(SemaphoreName name, int wanted) {
        var seen = look(name);
        var semaphore = seen.semaphore();
        var why = semaphore == null
                ? name + " was deleted a moment ago"
                : semaphore.drained()
                        ? name + " is drained and grants nothing until it is undrained"
                        : name + " has " + semaphore.available() + " of " + semaphore.permits() + " permits, and "
                                + semaphore.waiterCount() + " wait before you, who want " + wanted;
        return describe(
                Problem.of(PERMITS_EXHAUSTED, why + "; try again, or send \"wait\": \"30s\" to stand in the queue"),
                seen);
    }

    static Problem busy(Owner owner, String ticket) {
        return WaitProblems.busy(name(owner), ticket);
    }

    Problem refused(SemaphoreName name, Reason reason) {
        return switch (reason) {
            case UNKNOWN_SEMAPHORE -> unknown(name);
            case TOO_MANY -> exceeds(name);
            case LOST -> lost(name);
            case NOT_OWNER -> describe(WaitProblems.notYours("what was granted under this token"), look(name));
            case AMBIGUOUS_OWNER ->
                Problem.of(
                        ProblemType.BAD_REQUEST,
                        "several owners of the session were granted " + name
                                + " under this token; say which in \"owner\"");
            case IN_USE ->
                describe(
                        Problem.of(
                                SEMAPHORE_IN_USE,
                                "somebody holds or awaits permits of " + name
                                        + "; drain it, and delete it when they are back"),
                        look(name));
            case UNKNOWN_TICKET, NOT_GRANTED -> WaitProblems.unknownTicket();
            case WAITERS_MAX -> WaitProblems.tooManyWait(name.value(), SemaphoreLimits.WAITERS_MAX);
            case SESSION_ROWS_MAX ->
                Problem.of(
                                SESSION_PERMIT_LIMIT,
                                "the session has " + SemaphoreLimits.SESSION_ROWS_MAX
                                        + " grants and tickets, which is the limit; release some or use another session")
                        .with("limit", SemaphoreLimits.SESSION_ROWS_MAX);
            case SEMAPHORES_MAX ->
                Problem.of(
                                SEMAPHORE_LIMIT,
                                "there are " + SemaphoreLimits.SEMAPHORES_MAX
                                        + " semaphores, which is the limit; delete some")
                        .with("limit", SemaphoreLimits.SEMAPHORES_MAX);
        };
    }

    Problem exceeds(SemaphoreName name) {
        return describe(
                Problem.of(PERMITS_EXCEED_SIZE, name + " has fewer permits in all; ask for fewer, or resize it"),
                look(name));
    }

    Problem lost(SemaphoreName name) {
        return describe(
                Problem.of(
                        PERMITS_LOST,
                        "nothing is held under this token: it was lost or given back before; "
                                + "acquire again before touching what the permits stand for"),
                look(name));
    }

    private Seen look(SemaphoreName name) {
        return consensus.readLocal(
                SEMAPHORES, (semaphores, now) -> new Seen(semaphores.queries().inspect(name), now));
    }

    private static Problem describe(Problem problem, Seen seen) {
        var semaphore = seen.semaphore();
        if (semaphore == null) {
            return problem;
        }
        return problem.with("semaphore", semaphore.semaphore().value())
                .with("permits", semaphore.permits())
                .with("available", semaphore.available())
                .with("holders", HolderView.of(semaphore, seen.nowMillis()))
                .with("waiters", semaphore.waiterCount());
    }

    private static String name(Owner owner) {
        return owner.name().isEmpty() ? "session " + owner.session() : owner.name();
    }
}
