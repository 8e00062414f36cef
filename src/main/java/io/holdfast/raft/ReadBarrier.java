package io.holdfast.raft;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.Testimony;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a local read linearizable. The leader notes its commit index and asks the others for their term; when a majority
 * of the configuration (of both, while one changes) is still in the leader's term, no newer leader had committed anything
 * before the question, because that would have taken a majority of a higher term, terms are persisted and only grow, and
 * majorities intersect. A follower asks the leader for an index so confirmed and waits until it has applied it.
 *
 * <p>Ratis' own linearizable reads are not used: a leader that was paused and deposed answers them from its old state.
 *
 * <p>Rounds run one after the other and serve everybody who waits; a read joins only a round that starts after it came.
 */
final class ReadBarrier implements AutoCloseable {

    static final long UNCONFIRMED = -1;

    private final LinkedBlockingQueue<CompletableFuture<Long>> arrivals = new LinkedBlockingQueue<>();
    private final Supplier<RaftServer.@Nullable Division> division;
    private final String groupName;
    private final PeerLinks links;
    private final long timeoutMillis;
    private final Thread thread;
    private volatile boolean closed;

    ReadBarrier(
            Supplier<RaftServer.@Nullable Division> division, String groupName, PeerLinks links, long timeoutMillis) {
        this.division = division;
        this.groupName = groupName;
        this.links = links;
        this.timeoutMillis = timeoutMillis;
        this.thread = Thread.ofPlatform().daemon().name("read-barrier").start(this::run);
    }

    /**
     * The index that this node's copy must have reached for a read that began before the call.
     *
     * @throws NoLeaderException no majority confirmed one in time
     */
    long confirm() {
        var arrival = new CompletableFuture<Long>();
        arrivals.add(arrival);
        try {
            return arrival.get(2 * timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ClusterException known ? known : unconfirmed();
        } catch (TimeoutException e) {
            throw unconfirmed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoLeaderException("interrupted");
        }
    }

    private static NoLeaderException unconfirmed() {
        return new NoLeaderException("no majority of the cluster confirmed in time that the answer is current");
    }

    private void run() {
        var served = new ArrayList<CompletableFuture<Long>>();
        while (!closed) {
            try {
                served.add(arrivals.take());
                arrivals.drainTo(served);
                long index = round();
                served.forEach(arrival -> arrival.complete(index));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                served.forEach(arrival -> arrival.completeExceptionally(e));
            }
            served.clear();
        }
    }

    private long round() throws InterruptedException {
        var here = division.get();
        if (here == null) {
            throw new NoLeaderException("this node has not joined the cluster yet");
        }
        return here.getInfo().isLeaderReady() ? askMajority(here) : askLeader(here);
    }

    private long askLeader(RaftServer.Division here) throws InterruptedException {
        RaftPeerId leader = here.getInfo().getLeaderId();
        var peer = leader == null || leader.equals(here.getId())
                ? null
                : here.getRaftConf().getPeer(leader);
        if (peer == null) {
            throw new NoLeaderException("no leader is known");
        }
        var answer = await(links.ask(peer.getAddress(), new PeerQuestion.ConfirmIndex(groupName), timeoutMillis));
        return switch (answer) {
            case PeerAnswer.Confirmed confirmed -> confirmed.index();
            case PeerAnswer.Declined declined -> throw new NoLeaderException(declined.reason());
            case null, default -> throw unconfirmed();
        };
    }

    private @Nullable PeerAnswer await(CompletableFuture<PeerAnswer> answer) throws InterruptedException {
        try {
            return answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }

    /**
     * The index for a question that another member asked, if that makes a majority with this node, which leads; {@link
     * #UNCONFIRMED} if not. The member said its term after its read began, as it would have if it had been asked.
     */
    long confirmedBy(Testimony asker) {
        var here = division.get();
        if (here == null || !here.getInfo().isLeaderReady()) {
            return UNCONFIRMED;
        }
        var votes = votes(here);
        long committed = here.getRaftLog().getLastCommittedIndex();
        votes.count(new PeerAnswer.Term(asker.peer(), asker.term()));
        return votes.areEnough() ? committed : UNCONFIRMED;
    }

    /** Notes the term, which has to be done before the commit index is noted. */
    private static Votes votes(RaftServer.Division here) {
        var configuration = here.getRaftConf();
        return new Votes(
                here.getInfo().getCurrentTerm(),
                List.of(idsOf(configuration.getCurrentPeers()), idsOf(configuration.getPreviousPeers())),
                here.getId().toString());
    }

    private long askMajority(RaftServer.Division here) throws InterruptedException {
        var votes = votes(here);
        long committed = here.getRaftLog().getLastCommittedIndex();
        for (var peer : others(here.getId(), here.getRaftConf().getAllPeers())) {
            var unused = links.ask(peer.getAddress(), new PeerQuestion.TermOf(groupName), timeoutMillis)
                    .thenAccept(votes::count);
        }
        if (!votes.await(timeoutMillis)) {
            throw unconfirmed();
        }
        return committed;
    }

    private static List<String> idsOf(@Nullable Collection<RaftPeer> peers) {
        return peers == null
                ? List.of()
                : peers.stream().map(peer -> peer.getId().toString()).toList();
    }

    private static List<RaftPeer> others(RaftPeerId self, Collection<RaftPeer> peers) {
        return peers.stream().filter(peer -> !peer.getId().equals(self)).toList();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        arrivals.forEach(arrival -> arrival.completeExceptionally(new NoLeaderException("this node is stopping")));
    }
}
