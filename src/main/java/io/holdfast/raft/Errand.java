package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Member;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.raft.PeerAnswer.Failed;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request to whoever leads its group, here or on another node. It is gone again as long as there is time and
 * nothing may have happened; once something may have, only what can be recognised as a repetition is.
 */
final class Errand {

    private static final long PAUSE_NANOS = 20_000_000;

    /** Where errands of a group go. */
    record Ground(
            String group,
            Supplier<@Nullable GroupNode> here,
            Members members,
            Supplier<@Nullable Member> rumour,
            Hops hops,
            GroupProperties patience) {

        /** Who leads as far as this node knows: where it is no member, by what others say; null if nobody does. */
        @Nullable
        Member leader() {
            var part = here.get();
            if (part != null && part.isMember()) {
                return part.leader();
            }
            // Whoever is not a member may have heard of no leader since the one who last sent it something.
            var said = rumour.get();
            return said != null || part == null ? said : part.leader();
        }
    }

    /**
     * What is to be done.
     *
     * @param isRecognised whether it may be done again after its outcome was unknown
     * @param bytes about how large the question is
     * @param question for another node; the parameter says whether it may have happened already
     */
    record Task<A>(
            boolean isRecognised,
            int bytes,
            Local<A> local,
            Function<Boolean, PeerQuestion> question,
            Function<PeerAnswer, @Nullable A> answer) {}

    /** What this node does itself if it leads. */
    interface Local<A> {
        A run(GroupNode group, boolean repeated);
    }

    private final Ground ground;
    private final long deadlineNanos;
    private final long leaderWaitNanos;
    private long leaderSeenNanos = System.nanoTime();
    private @Nullable Member hint;
    private int asked;
    private boolean uncertain;

    Errand(Ground ground, Duration time) {
        this.ground = ground;
        this.deadlineNanos = System.nanoTime() + time.toNanos();
        this.leaderWaitNanos = ground.patience().leaderWait().toNanos();
    }

    /** Gets the task done, or throws a cluster exception other than {@link NotLeaderException}. */
    <A> A run(Task<A> task) {
        while (true) {
            try {
                return attempt(task);
            } catch (OutcomeUnknownException e) {
                uncertain = true;
                if (!task.isRecognised() || !pause()) {
                    throw e;
                }
            } catch (OverloadedException e) {
                if (!uncertain || !pause()) {
                    throw giveUp(e);
                }
            } catch (NotLeaderException | NoLeaderException e) {
                if (!pause()) {
                    throw giveUp(e);
                }
            }
        }
    }

    private ClusterException giveUp(ClusterException last) {
        var reason = String.valueOf(last.getMessage());
        if (uncertain) {
            return new OutcomeUnknownException("not confirmed in time: " + reason);
        }
        return last instanceof OverloadedException ? last : new NoLeaderException(reason);
    }

    /** Waits a moment before the next attempt; false if there is no time for one, or nobody has led for too long. */
    private boolean pause() {
        long now = System.nanoTime();
        if (hint != null || ground.leader() != null) {
            leaderSeenNanos = now;
        }
        boolean leaderless = now - leaderSeenNanos > leaderWaitNanos;
        if (now + PAUSE_NANOS - deadlineNanos > 0 || (leaderless && !uncertain)) {
            return false;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        return !Thread.currentThread().isInterrupted();
    }

    private <A> A attempt(Task<A> task) {
        var here = ground.here().get();
        if (here != null && here.leads()) {
            return task.local().run(here, uncertain);
        }
        var target = target(here);
        if (target == null) {
            throw new NoLeaderException("no leader of " + ground.group() + " is known; an election may be under way");
        }
        var question = task.question().apply(uncertain);
        var answer = ground.hops().ask(target, question, task.bytes(), deadlineNanos, changeOfLeader(target));
        var wanted = task.answer().apply(answer);
        if (wanted == null) {
            throw failure(answer, target);
        }
        return wanted;
    }

    /** Whom to ask: who is said to lead; where this node has no copy, and nobody says so, one after the other. */
    private @Nullable Member target(@Nullable GroupNode here) {
        var hinted = hint;
        hint = null;
        if (hinted != null) {
            return hinted;
        }
        var leader = ground.leader();
        if (leader != null || (here != null && here.isMember())) {
            return leader == null || isSelf(leader.node()) ? null : leader;
        }
        var others = ground.members().others();
        return others.isEmpty() ? null : others.get(asked++ % others.size());
    }

    private boolean isSelf(String node) {
        return ground.members().self().node().equals(node);
    }

    /** Whether this node has heard, since now, of a leader other than this one. */
    private BooleanSupplier changeOfLeader(Member target) {
        var before = ground.leader();
        return () -> {
            var now = ground.leader();
            return now != null
                    && !now.node().equals(target.node())
                    && (before == null || !now.node().equals(before.node()));
        };
    }

    private ClusterException failure(PeerAnswer answer, Member target) {
        return switch (answer) {
            case Failed failed -> {
                if (!isSelf(failed.leader()) && !failed.leader().equals(target.node())) {
                    hint = ground.members().node(failed.leader());
                }
                yield switch (failed.condition()) {
                    case NOT_LEADER, NO_LEADER -> new NoLeaderException(failed.reason());
                    case OVERLOADED -> new OverloadedException(failed.reason());
                    case OUTCOME_UNKNOWN -> new OutcomeUnknownException(failed.reason());
                };
            }
            case PeerAnswer.Declined declined -> new NoLeaderException(declined.reason());
            default -> new OutcomeUnknownException("node " + target.node() + " answered something else");
        };
    }
}
