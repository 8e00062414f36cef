package io.holdfast.raft;

import io.holdfast.cluster.Courier;
import io.holdfast.core.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Carries what others have to say to one another over the connections on which nodes ask anyway. */
final class PeerCourier implements Courier {

    private final Members members;
    private final PeerLinks links;
    private final ExecutorService threads;
    private volatile @Nullable UnaryOperator<Payload> answers;

    PeerCourier(Members members, PeerLinks links, ExecutorService threads) {
        this.members = members;
        this.links = links;
        this.threads = threads;
    }

    @Override
    public String self() {
        return members.self().node();
    }

    @Override
    public CompletableFuture<Payload> ask(String node, Payload question, Duration patience) {
        if (node.equals(self())) {
            return CompletableFuture.supplyAsync(() -> answer(question), threads);
        }
        var member = members.node(node);
        if (member == null) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("no node is called " + node));
        }
        return links.ask(member.address(), new PeerQuestion.Carry(question), patience.toMillis())
                .thenApply(PeerCourier::carried);
    }

    private static Payload carried(PeerAnswer answer) {
        if (answer instanceof PeerAnswer.Carried carried) {
            return carried.answer();
        }
        throw new IllegalStateException("the node has no answer");
    }

    @Override
    public void receive(UnaryOperator<Payload> all) {
        answers = all;
    }

    /** What stands here to answer other nodes. */
    Payload answer(Payload question) {
        var all = answers;
        if (all == null) {
            throw new IllegalStateException("nobody answers here");
        }
        return all.apply(question);
    }
}
