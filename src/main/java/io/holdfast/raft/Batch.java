package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.core.Request;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Outcome;
import io.holdfast.replica.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** Requests that share one log entry (Request Batch), on the node that proposed it. */
final class Batch implements Message {

    /** A request under way, and who waits for it. */
    record Proposal(Request request, byte[] bytes, CompletableFuture<Outcome> outcome, long arrivedNanos) {}

    private final long call;
    private final List<Proposal> proposals;
    private final Entry entry;
    private final ByteString content;
    private volatile boolean appended;

    /** @param call this proposer's number for it */
    Batch(long call, List<Proposal> proposals, long millis, ByteString content) {
        this.call = call;
        this.proposals = proposals;
        this.entry = new Entry(millis, proposals.stream().map(Proposal::request).toList());
        this.content = content;
    }

    @Override
    public ByteString getContent() {
        return content;
    }

    long call() {
        return call;
    }

    /** What the bytes decode to; the proposer has it already. */
    Entry entry() {
        return entry;
    }

    /** From now on the entry may be in the log. */
    void markAppended() {
        appended = true;
    }

    boolean isAppended() {
        return appended;
    }

    /** Its requests that arrived before this time. */
    List<Proposal> olderThan(long nanos) {
        return proposals.stream()
                .filter(proposal -> proposal.arrivedNanos() - nanos < 0)
                .toList();
    }

    void complete(Step step) {
        for (int i = 0; i < proposals.size(); i++) {
            proposals.get(i).outcome().complete(step.outcomes().get(i));
        }
    }

    void fail(Supplier<ClusterException> failure) {
        for (var proposal : proposals) {
            proposal.outcome().completeExceptionally(failure.get());
        }
    }
}
