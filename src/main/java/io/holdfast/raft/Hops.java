package io.holdfast.raft;

import io.holdfast.cluster.Member;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.raft.PeerLinks.UnsentException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Carries to a group's leader what only it can do, and brings back its answer. A bounded amount is under way. */
final class Hops {

    /** What is under way is counted in pieces of this size, so that many small requests fit, or few large ones. */
    static final int PIECE_BYTES = 8 * 1_024;

    static final int PIECES_MAX = 4_096;

    private static final long LOOK_MILLIS = 100;

    private final PeerLinks links;
    private final Semaphore room = new Semaphore(PIECES_MAX);
    private volatile boolean closed;

    Hops(PeerLinks links) {
        this.links = links;
    }

    /**
     * Asks the member and returns what it answers, whatever that is.
     *
     * @param bytes about how large the question is
     * @param deposed whether it has become pointless to wait, because another node leads now
     * @throws NoLeaderException nothing was changed: the question has not left this node
     * @throws OverloadedException nothing was changed: too much is under way
     * @throws OutcomeUnknownException the question was sent, and there is no answer
     */
    PeerAnswer ask(Member member, PeerQuestion question, int bytes, long deadlineNanos, BooleanSupplier deposed) {
        if (closed) {
            throw new NoLeaderException("this node was removed from the cluster");
        }
        int pieces = Math.min(1 + bytes / PIECE_BYTES, PIECES_MAX);
        if (!room.tryAcquire(pieces)) {
            throw new OverloadedException("too many requests are on their way to other nodes; try again shortly");
        }
        long millis = Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
        var answer = links.ask(member.address(), question, millis);
        var unused = answer.whenComplete((_, _) -> room.release(pieces));
        try {
            return await(answer, deadlineNanos, deposed);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnsentException) {
                throw new NoLeaderException("node " + member.node() + " cannot be reached");
            }
            throw new OutcomeUnknownException("node " + member.node() + " gave no answer");
        } catch (TimeoutException e) {
            throw new OutcomeUnknownException("node " + member.node() + " has not answered in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException("interrupted while the request was under way");
        }
    }

    /** From now on nobody is asked. */
    void close() {
        closed = true;
    }

    private static PeerAnswer await(CompletableFuture<PeerAnswer> answer, long deadlineNanos, BooleanSupplier deposed)
            throws ExecutionException, TimeoutException, InterruptedException {
        while (true) {
            try {
                return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (System.nanoTime() - deadlineNanos >= 0 || deposed.getAsBoolean()) {
                    throw e;
                }
            }
        }
    }
}
