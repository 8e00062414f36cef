package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.core.Request;
import io.holdfast.replica.Outcome;
import io.holdfast.wire.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
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
 * Turns requests into log entries (Request Batch): what arrives while entries are in flight shares the next one. One
 * thread proposes, so entries enter the log in the order of their stamps; Ratis blocks it until an entry is appended.
 */
final class Proposals implements LeaderDuties.Log, AutoCloseable {

    static final int QUEUE_MAX = 8_192;
    static final int BATCH_REQUESTS_MAX = 256;
    static final int BATCH_BYTES_MAX = 256 * 1_024;
    static final int IN_FLIGHT_MAX = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Proposals.class);

    private final BlockingQueue<Batch.Proposal> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Semaphore permits = new Semaphore(IN_FLIGHT_MAX);
    private final Map<Long, Batch> inFlight = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private final Codec codec;
    private final LongSupplier clockMillis;
    private final Function<Batch, CompletableFuture<RaftClientReply>> log;
    private final Supplier<ClusterException> whyNot;
    private final Thread thread;
    private Batch.@Nullable Proposal left;
    private volatile boolean closed;

    /**
     * @param log appends an entry
     * @param whyNot says why this node cannot propose now
     */
    Proposals(
            Codec codec,
            LongSupplier clockMillis,
            Function<Batch, CompletableFuture<RaftClientReply>> log,
            Supplier<ClusterException> whyNot) {
        this.codec = codec;
        this.clockMillis = clockMillis;
        this.log = log;
        this.whyNot = whyNot;
        this.thread = Thread.ofPlatform().daemon().name("proposals").start(this::run);
    }

    /** Hands a request in; the future fails with a {@link ClusterException}. */
    @Override
    public CompletableFuture<Outcome> submit(Request request) {
        var outcome = new CompletableFuture<Outcome>();
        if (closed) {
            outcome.completeExceptionally(new NoLeaderException("this node is stopping"));
        } else if (!queue.offer(new Batch.Proposal(request, codec.encodeRequest(request), outcome))) {
            outcome.completeExceptionally(
                    new OverloadedException(QUEUE_MAX + " requests are waiting already; try again shortly"));
        }
        return outcome;
    }

    @Override
    public CompletableFuture<?> tick() {
        // What is in flight tells the time as well.
        return permits.tryAcquire() ? propose(List.of()) : CompletableFuture.completedFuture(null);
    }

    int waiting() {
        return queue.size();
    }

    private void run() {
        while (!closed) {
            try {
                permits.acquire();
                var unused = propose(gather());
            } catch (InterruptedException e) {
                if (closed) {
                    return;
                }
            }
        }
    }

    /** Waits for the first request, then takes what is there already, within the limits of an entry. */
    private List<Batch.Proposal> gather() throws InterruptedException {
        var first = left != null ? left : queue.take();
        left = null;
        var batch = new ArrayList<Batch.Proposal>();
        batch.add(first);
        int bytes = first.bytes().length;
        while (batch.size() < BATCH_REQUESTS_MAX) {
            var next = queue.poll();
            if (next == null) {
                break;
            }
            bytes += next.bytes().length;
            if (bytes > BATCH_BYTES_MAX) {
                left = next;
                break;
            }
            batch.add(next);
        }
        return batch;
    }

    private CompletableFuture<?> propose(List<Batch.Proposal> proposals) {
        long millis = clockMillis.getAsLong();
        var bytes = codec.entryOf(
                millis, proposals.stream().map(Batch.Proposal::bytes).toList());
        var batch = new Batch(calls.incrementAndGet(), proposals, millis, UnsafeByteOperations.unsafeWrap(bytes));
        inFlight.put(batch.call(), batch);
        try {
            return log.apply(batch).whenComplete((reply, failure) -> {
                end(batch);
                if (failure != null || !reply.isSuccess()) {
                    fail(batch, failure != null ? failure : reply.getException());
                }
            });
        } catch (RuntimeException e) {
            end(batch);
            fail(batch, e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void end(Batch batch) {
        inFlight.remove(batch.call());
        permits.release();
    }

    /**
     * The batch behind an entry of this proposer that is being applied; null if nobody waits for it any more. Ratis' own
     * context of a transaction is not relied on: an entry can be applied before Ratis has noted whose it is.
     */
    @Nullable
    Batch claim(long call) {
        return inFlight.remove(call);
    }

    /** This node stopped leading: whatever was under way may or may not be committed by its successor. */
    void depose() {
        for (var batch : List.copyOf(inFlight.values())) {
            fail(batch, null);
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
        for (var proposal = queue.poll(); proposal != null; proposal = queue.poll()) {
            proposal.outcome().completeExceptionally(new NoLeaderException("this node is stopping"));
        }
    }
}
