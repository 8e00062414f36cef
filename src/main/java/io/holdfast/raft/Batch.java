package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Gate;
import io.holdfast.core.Request;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Outcome;
import io.holdfast.replica.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/** Requests that share one log entry (Request Batch), on the node that proposed it. */
final class Batch implements Message {

    /**
     * A request under way, and who waits for it.
     *
     * @param pass the leave that it was given; null if it needed none
     */
    record Proposal(
            Request request,
            byte[] bytes,
            CompletableFuture<Outcome> outcome,
            long arrivedNanos,
            Gate.@Nullable Pass pass) {

        /** It is certain not to be in the log. */
        void withdraw(ClusterException why) {
            if (pass != null) {
                pass.withdrawn();
            }
            outcome.completeExceptionally(why);
        }
    }

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

    /** It was refused after all, before it could get into the log. */
    void markRefused() {
        appended = false;
    }

    /** Whether all leaves that were given for its requests stand, for an entry of this term. */
    boolean stands(long term) {
        for (var proposal : proposals) {
            if (proposal.pass() != null && !proposal.pass().stands(term)) {
                return false;
            }
        }
        return true;
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
            var proposal = proposals.get(i);
            var outcome = step.outcomes().get(i);
            if (proposal.pass() != null) {
                proposal.pass().applied(outcome.replayed());
            }
            proposal.outcome().complete(outcome);
        }
    }

    void fail(Supplier<ClusterException> failure) {
        boolean mayHappen = appended;
        for (var proposal : proposals) {
            if (mayHappen) {
                if (proposal.pass() != null) {
                    proposal.pass().lost();
                }
                proposal.outcome().completeExceptionally(failure.get());
            } else {
                proposal.withdraw(failure.get());
            }
        }
    }
}
