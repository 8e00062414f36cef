package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Gate;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.core.Request;
import io.holdfast.replica.Outcome;
import io.holdfast.wire.Codec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns requests into log entries (Request Batch): what arrives while an entry is under way shares the next one. One
 * thread proposes, so entries enter the log in the order of their stamps; Ratis blocks it until an entry is appended.
 */
final class Proposals implements LeaderDuties.Log, AutoCloseable {

    /** What an entry needs beside the one request that is too large to share it. */
    private static final int REQUEST_BYTES_MAX = Codec.ENTRY_BYTES_MAX - 64;

    private static final Logger LOG = LoggerFactory.getLogger(Proposals.class);

    private final Backlog backlog = new Backlog();
    private final Map<Long, Batch> inFlight = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final Codec codec;
    private final LongSupplier clockMillis;
    private final Function<Batch, CompletableFuture<RaftClientReply>> log;
    private final Supplier<ClusterException> whyNot;
    private final Duration patience;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param log appends an entry
     * @param whyNot says why this node cannot propose now
     * @param patience how long a request waits before its outcome is called unknown
     */
    Proposals(
            Codec codec,
            LongSupplier clockMillis,
            Function<Batch, CompletableFuture<RaftClientReply>> log,
            Supplier<ClusterException> whyNot,
            Duration patience) {
        this.codec = codec;
        this.clockMillis = clockMillis;
        this.log = log;
        this.whyNot = whyNot;
        this.patience = patience;
        this.thread = Thread.ofPlatform().daemon().name("proposals").start(this::run);
    }

    /** Hands a request in; the future fails with a {@link ClusterException}, in the end because it took too long. */
    @Override
    public CompletableFuture<Outcome> submit(Request request) {
        return submit(request, codec.encodeRequest(request), null);
    }

    /**
     * @param bytes the request as it stands in the log
     * @param pass is told what becomes of it, unless this throws; null if there is none
     */
    CompletableFuture<Outcome> submit(Request request, byte[] bytes, Gate.@Nullable Pass pass) {
        if (bytes.length > REQUEST_BYTES_MAX) {
            throw new IllegalArgumentException("a request has at most " + REQUEST_BYTES_MAX + " bytes");
        }
        var outcome = new CompletableFuture<Outcome>();
        var proposal = new Batch.Proposal(request, bytes, outcome, System.nanoTime(), pass);
        if (closed) {
            proposal.withdraw(stopping());
        } else if (!backlog.offer(proposal)) {
            proposal.withdraw(
                    new OverloadedException("more requests are waiting than can be done soon; try again shortly"));
        } else if (closed) {
            outcome.completeExceptionally(stopping());
        }
        return outcome;
    }

    @Override
    public CompletableFuture<?> tick() {
        if (!backlog.startEmpty()) {
            // What is under way tells the time as well.
            return CompletableFuture.completedFuture(null);
        }
        var applied = new CompletableFuture<@Nullable Void>();
        Thread.startVirtualThread(() -> propose(List.of()).whenComplete((_, _) -> applied.complete(null)));
        return applied;
    }

    int waiting() {
        return backlog.size();
    }

    private void run() {
        while (!closed) {
            try {
                var unused = propose(backlog.start());
            } catch (InterruptedException e) {
                if (closed) {
                    return;
                }
            }
        }
    }

    /**
     * Ends the patience of those who have waited too long; called several times a second. A timer for each of them took a
     * wake-up of another thread.
     */
    void look() {
        long eldest = System.nanoTime() - patience.toNanos();
        backlog.takeOlderThan(eldest).forEach(proposal -> proposal.withdraw(neverTaken()));
        for (var batch : inFlight.values()) {
            batch.olderThan(eldest).forEach(this::giveUp);
        }
    }

    private void giveUp(Batch.Proposal proposal) {
        proposal.outcome().completeExceptionally(unconfirmed());
    }

    private OutcomeUnknownException unconfirmed() {
        return new OutcomeUnknownException("not confirmed within " + patience);
    }

    private OverloadedException neverTaken() {
        return new OverloadedException("its turn has not come within " + patience);
    }

    private static NoLeaderException stopping() {
        return new NoLeaderException("this node is stopping");
    }

    private CompletableFuture<?> propose(List<Batch.Proposal> proposals) {
        long millis = clockMillis.getAsLong();
        var bytes = codec.entryOf(
                millis, proposals.stream().map(Batch.Proposal::bytes).toList());
        var batch = new Batch(calls.incrementAndGet(), proposals, millis, UnsafeByteOperations.unsafeWrap(bytes));
        inFlight.put(batch.call(), batch);
        CompletableFuture<?> answer = CompletableFuture.completedFuture(null);
        try {
            answer = log.apply(batch).whenComplete((reply, failure) -> {
                end(batch);
                if (failure != null || !reply.isSuccess()) {
                    fail(batch, failure != null ? failure : reply.getException());
                }
            });
        } catch (RuntimeException e) {
            end(batch);
            fail(batch, e);
        }
        if (closed) {
            depose();
        }
        return answer;
    }

    private void end(Batch batch) {
        var unused = claim(batch.call());
    }

    /**
     * The batch behind an entry of this proposer that is being applied; null if nobody waits for it any more. Ratis' own
     * context of a transaction is not relied on: an entry can be applied before Ratis has noted whose it is.
     */
    @Nullable
    Batch claim(long call) {
        var batch = inFlight.remove(call);
        if (batch != null) {
            backlog.ended();
        }
        return batch;
    }

    /**
     * This node stopped leading: whatever was under way may or may not be committed by its successor, and Ratis may
     * never say which.
     */
    void depose() {
        for (var batch : inFlight.values()) {
            if (claim(batch.call()) != null) {
                fail(batch, null);
            }
        }
    }

    private void fail(Batch batch, @Nullable Throwable failure) {
        LOG.debug("entry not confirmed, appended={}", batch.isAppended(), failure);
        batch.fail(
                batch.isAppended()
                        ? () -> new OutcomeUnknownException("leadership changed while the request was under way")
                        : whyNot);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        for (var proposal : backlog.takeOlderThan(System.nanoTime())) {
            proposal.withdraw(stopping());
        }
        depose();
    }
}
