package io.holdfast.cache.coherence;

import io.holdfast.cache.line.Line;
import io.holdfast.cache.line.LineState;
import io.holdfast.cache.line.NodeController;
import io.holdfast.cluster.NoLeaderException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A question to the home, and those who wait for it.
 *
 * @param number greater than those of all who came before it was asked
 */
record Flight(NodeController.Read read, long number, CompletableFuture<@Nullable Landed> landed) {

    /** @param isKept whether it may be shown to those who joined later */
    record Landed(NodeSide.Seen seen, boolean isKept) {

        /** @param kept the line that it left; null if none */
        static Landed of(Held held, @Nullable Line<Held> kept) {
            return new Landed(new NodeSide.Seen(held, kept == null ? LineState.INVALID : kept.state()), kept != null);
        }
    }

    Flight(NodeController.Read read, long number) {
        this(read, number, new CompletableFuture<>());
    }

    /** Null if nothing came of it. */
    @Nullable
    Landed await(long nanos) throws TimeoutException {
        return await(landed, nanos);
    }

    static @Nullable Landed await(CompletableFuture<@Nullable Landed> landed, long nanos) throws TimeoutException {
        try {
            return landed.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoLeaderException("interrupted");
        }
    }

    boolean isAwaited() {
        return landed.getNumberOfDependents() > 0;
    }
}
