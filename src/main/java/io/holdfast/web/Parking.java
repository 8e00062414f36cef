package io.holdfast.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.Query;
import io.holdfast.cluster.SessionLeases;
import io.holdfast.core.Machine;
import io.holdfast.core.Opening;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.core.Topic;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Parks requests whose clients wait for something, and claims what a place in a queue was granted before its client is
 * told. A grant that nobody claims is taken back, so a client that went away while it waited holds nothing.
 */
public final class Parking {

    private static final int KEEPALIVES_A_TTL = 3;

    /**
     * Where to look, and what wakes those who wait for it to change.
     *
     * @param <M> the machine that knows
     * @param <P> what is seen
     */
    public record Spot<M extends Machine<?>, P extends Place>(
            Primitive<?, M> primitive, Query<M, P> query, Topic topic) {}

    private final Consensus consensus;
    private final SessionLeases leases;
    private final SessionOwners owners;

    Parking(Consensus consensus, SessionLeases leases, SessionOwners owners) {
        this.consensus = consensus;
        this.leases = leases;
        this.owners = owners;
    }

    /**
     * Looks from any node: first linearizably, then as the node's copy goes on. A grant that has to be claimed can be told
     * by the leader only.
     *
     * @throws io.holdfast.cluster.NotLeaderException if there is something to claim and another node leads
     */
    public <M extends Machine<?>, P extends Place> P look(Spot<M, P> spot, Duration patience) {
        var seen = consensus.read(spot.primitive(), spot.query());
        var session = seen.session();
        if (session != null) {
            Caller.current().requireOwn(owners.principal(session), "the place in the queue");
        }
        return claimed(spot, seen.isWaiting() && !patience.isZero() ? await(spot, patience) : seen);
    }

    /**
     * Waits where the place was just taken, so that no barrier is needed. The request that is being held is itself a sign
     * of life of the session it opened: whoever waits in it for longer than the session's TTL cannot know the session yet,
     * and so cannot keep it alive. Which session that is only the place tells: a request that is repeated has drawn
     * another id, and what counts is what it opened the first time.
     *
     * @param opening the session that the request asked to be opened, if any
     */
    public <M extends Machine<?>, P extends Place> P stay(
            Spot<M, P> spot, @Nullable Opening opening, Duration patience) {
        return claimed(spot, opening == null ? await(spot, patience) : await(spot, opening, patience));
    }

    private <M extends Machine<?>, P extends Place> P await(Spot<M, P> spot, Duration patience) {
        return consensus.await(spot.primitive(), spot.query(), seen -> !seen.isWaiting(), spot.topic(), patience);
    }

    private <M extends Machine<?>, P extends Place> P await(Spot<M, P> spot, Opening opening, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        long pause = TimeUnit.MILLISECONDS.toNanos(opening.ttlMillis() / KEEPALIVES_A_TTL);
        while (true) {
            long next = System.nanoTime() + pause;
            var seen = await(spot, Duration.ofNanos(Math.max(0, Math.min(next, end) - System.nanoTime())));
            // A node that stops answers before the time is over.
            if (!seen.isWaiting() || next >= end || System.nanoTime() < next) {
                return seen;
            }
            keepAlive(seen.session());
        }
    }

    private void keepAlive(@Nullable SessionId session) {
        if (session == null) {
            return;
        }
        try {
            leases.keepAlive(session);
        } catch (ClusterException _) {
            // A new leader gives every session one full lease again, and the wait itself goes on here.
        }
    }

    /** A claim needs no key: made twice, it changes nothing. What came of it is seen in the place itself. */
    private <M extends Machine<?>, P extends Place> P claimed(Spot<M, P> spot, P seen) {
        var claim = seen.claim();
        if (claim == null) {
            return seen;
        }
        var unused = consensus.submit(new Request(null, 0, null, claim));
        return consensus.readLocal(spot.primitive(), spot.query());
    }
}
