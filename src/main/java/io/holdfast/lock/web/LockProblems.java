package io.holdfast.lock.web;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.lock.Holder;
import io.holdfast.lock.LockLimits;
import io.holdfast.lock.LockMachine;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult.Reason;
import io.holdfast.lock.LockView;
import io.holdfast.lock.Owner;
import io.holdfast.lock.TicketId;
import io.holdfast.web.Durations;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemType;
import io.holdfast.web.WaitProblems;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How refusals of locks are told: who is in the way, for how long, and what to do. */
final class LockProblems {

    static final ProblemType LOCK_HELD = new ProblemType("lock-held", 409, "The lock is held");
    static final ProblemType DEADLOCK = new ProblemType("deadlock", 409, "The wait would never have ended");
    static final ProblemType ALREADY_HELD =
            new ProblemType("already-held", 409, "The owner holds one of the locks already");
    static final ProblemType NOT_HELD = new ProblemType("not-held", 409, "Nobody holds the lock");
    static final ProblemType REENTRY_LIMIT = new ProblemType("reentry-limit", 409, "The lock is held too many times");
    static final ProblemType MODE_CONFLICT = new ProblemType("mode-conflict", 409, "The lock is held in a weaker mode");
    static final ProblemType LOCK_LOST = new ProblemType("lock-lost", 409, "The lock is not held any more");
    static final ProblemType NOT_OWNER = new ProblemType("not-owner", 409, "The lock is somebody else's");
    static final ProblemType SESSION_LOCK_LIMIT =
            new ProblemType("session-lock-limit", 429, "The session has too many locks");
    static final ProblemType LOCK_LIMIT = new ProblemType("lock-limit", 429, "There are too many locks");

    private record Seen(LockView lock, long nowMillis) {}

    private final Consensus consensus;
    private final SessionLeases leases;

    LockProblems(Consensus consensus, SessionLeases leases) {
        this.consensus = consensus;
        this.leases = leases;
    }

    /** @param delayMillis how long the lock is kept shut after somebody lost it; 0 if it is not */
    Problem held(LockName name, long delayMillis) {
        var seen = look(name);
        if (delayMillis > 0) {
            var shut = name + " is kept shut for " + Durations.words(delayMillis)
                    + " more, because a holder lost it or held it for less than its minimum; try again, or send "
                    + "\"wait\": \"30s\" to stand in the queue";
            return describe(Problem.of(LOCK_HELD, shut), seen)
                    .with("delayRemainingMillis", delayMillis)
                    .with("retryAfterMillis", delayMillis);
        }
        if (seen.lock().holders().isEmpty()) {
            return describe(Problem.of(LOCK_HELD, name + " was held a moment ago; try again"), seen);
        }
        var remaining = remainingMillis(seen);
        var detail = name + " is held by " + who(seen.lock())
                + (remaining == null ? "" : " for " + Durations.words(remaining) + " more, unless that is renewed")
                + "; try again, or send \"wait\": \"30s\" to stand in the queue";
        return describe(Problem.of(LOCK_HELD, detail), seen).with("retryAfterMillis", remaining);
    }

    static Problem busy(TicketId ticket) {
        return Problem.of(
                        WaitProblems.OWNER_BUSY,
                        "the owner waits already, and an owner waits with one ticket at a time; "
                                + "poll or cancel ticket " + ticket + ", or use another owner")
                .with("ticket", ticket.toString());
    }

    Problem refused(LockName name, Reason reason) {
        return switch (reason) {
            case LOST -> lost(name);
            case NOT_OWNER ->
                describe(
                        Problem.of(NOT_OWNER, name + " is held under this token by another session or owner"),
                        look(name));
            case AMBIGUOUS_OWNER ->
                Problem.of(
                        ProblemType.BAD_REQUEST,
                        "several owners of the session hold " + name + " under this token; say which in \"owner\"");
            case WEAKER_MODE ->
                Problem.of(
                        MODE_CONFLICT,
                        "the owner holds " + name + " in a weaker mode; convert the hold, or release it first");
            case ALREADY_HELD ->
                Problem.of(
                                ALREADY_HELD,
                                "the owner holds " + name
                                        + " already; leave it out, or release it first: only a single lock is counted")
                        .with("lock", name.value());
            case NOT_HELD ->
                describe(
                        Problem.of(NOT_HELD, "nobody holds " + name + ", or nobody of those that were named"),
                        look(name));
            case HOLD_COUNT_MAX ->
                Problem.of(
                        REENTRY_LIMIT,
                        "the owner holds " + name + " " + LockLimits.HOLD_COUNT_MAX + " times, which is the limit");
            case WAITERS_MAX ->
                Problem.of(
                                ProblemType.QUEUE_FULL,
                                LockLimits.WAITERS_MAX + " wait for " + name + ", which is the limit; try again later")
                        .with("limit", LockLimits.WAITERS_MAX);
            case SESSION_LOCKS_MAX ->
                Problem.of(
                                SESSION_LOCK_LIMIT,
                                "the session holds or waits for " + LockLimits.SESSION_LOCKS_MAX
                                        + " locks, which is the limit; release some or use another session")
                        .with("limit", LockLimits.SESSION_LOCKS_MAX);
            case LOCKS_MAX ->
                Problem.of(LOCK_LIMIT, LockLimits.LOCKS_MAX + " locks are held, which is the limit; release some")
                        .with("limit", LockLimits.LOCKS_MAX);
            case UNKNOWN_TICKET, NOT_GRANTED -> WaitProblems.unknownTicket();
        };
    }

    Problem lost(LockName name) {
        var seen = look(name);
        var now = seen.lock().holders().isEmpty() ? name + " is free" : who(seen.lock()) + " holds " + name + " now";
        return describe(
                Problem.of(
                        LOCK_LOST,
                        "the lock is not held under this token: it was lost or given back before; " + now
                                + "; acquire it again before touching what it protects"),
                seen);
    }

    /** What the owner who was given up is told: the whole cycle, what it holds itself, and when to try again. */
    Problem deadlock(TicketId ticket, long number) {
        var seen = consensus.<LockMachine, DeadlockAnswers.@Nullable DeadlockView>readLocal(
                LOCKS,
                (locks, now) -> DeadlockAnswers.DeadlockView.of(locks.queries().deadlock(number), now));
        var problem = Problem.of(
                        DEADLOCK,
                        "those who are in the way wait for this owner in turn, so its wait was given up; "
                                + (seen == null || seen.heldByVictim().isEmpty()
                                        ? "try again"
                                        : "release what it holds, and try again")
                                + " after a moment")
                .with("ticket", ticket.toString())
                .with("deadlock", number);
        return seen == null
                ? problem
                : problem.with("victim", seen.victim())
                        .with("cycle", seen.cycle())
                        .with("heldByYou", seen.heldByVictim())
                        .with("retryAfterMillis", seen.retryAfterMillis());
    }

    private Seen look(LockName name) {
        return consensus.readLocal(
                LOCKS, (locks, now) -> new Seen(locks.queries().inspect(name), now));
    }

    private static Problem describe(Problem problem, Seen seen) {
        var holders = seen.lock().holders();
        return problem.with("lock", seen.lock().lock().value())
                .with(
                        "holder",
                        holders.isEmpty() ? null : name(holders.getFirst().owner()))
                .with("holders", holders.isEmpty() ? null : LockAnswers.holdersOf(seen.lock(), seen.nowMillis()))
                .with("waiters", seen.lock().waiterCount());
    }

    /** When the last of the holders will be gone if none of them shows life; null where that is not known. */
    private @Nullable Long remainingMillis(Seen seen) {
        long last = 0;
        for (var holder : seen.lock().holders()) {
            var remaining = remainingMillis(holder, seen.nowMillis());
            if (remaining.isEmpty()) {
                return null;
            }
            last = Math.max(last, remaining.getAsLong());
        }
        return last;
    }

    private OptionalLong remainingMillis(Holder holder, long nowMillis) {
        var session = leases.remainingMillis(holder.owner().session());
        if (!holder.hasLease()) {
            return session;
        }
        long lease = Math.max(0, holder.leaseUntilMillis() - nowMillis);
        return OptionalLong.of(Math.min(lease, session.orElse(lease)));
    }

    private static String who(LockView lock) {
        List<Holder> holders = lock.holders();
        var first = name(holders.getFirst().owner());
        return holders.size() == 1 ? first : first + " and " + (holders.size() - 1) + " more";
    }

    static String name(Owner owner) {
        return owner.name().isEmpty() ? "session " + owner.session() : owner.name();
    }
}
