package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheResult;
import io.holdfast.cluster.ClusterException;
import io.holdfast.core.Request;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up the lease under which this node has copies of a data group's entries, while there is any use for it: a node that
 * nobody asks for anything appends nothing.
 */
final class LeaseKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    /** A renewal or two may be on their way when the lease is given up. */
    private static final int END_ATTEMPTS_MAX = 3;

    private final String node;
    private final NodeSide side;
    private final VigilantClock clock;
    private final Executor threads;
    private final long leaseMillis;
    private final long idleMillis;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private volatile long renewedMillis = Long.MIN_VALUE / 2;
    private final AtomicLong renewals = new AtomicLong();
    private final AtomicLong lapses = new AtomicLong();
    private volatile boolean givenUp;
    private long incarnations;

    LeaseKeeper(String node, NodeSide side, VigilantClock clock, Executor threads, CoherenceProperties properties) {
        this.node = node;
        this.side = side;
        this.clock = clock;
        this.threads = threads;
        this.leaseMillis = properties.lease().toMillis();
        this.idleMillis = properties.idle().toMillis();
    }

    /** How often a lease of this node has ended before it was renewed. */
    long lapses() {
        return lapses.get();
    }

    /** Does what is due, on another thread; one thing at a time. */
    void look() {
        if (givenUp) {
            return;
        }
        long now = clock.millis();
        boolean isWanted = side.interestMillis() != Long.MIN_VALUE && now - side.interestMillis() < idleMillis;
        boolean isOpen = side.incarnation() != 0;
        if (isOpen && !isWanted && now >= side.leaseUntilMillis()) {
            side.lost();
            return;
        }
        boolean isDue = isWanted && now - renewedMillis >= leaseMillis / 3 && (!isOpen || side.isInUse());
        if (isDue && isAsking.compareAndSet(false, true)) {
            threads.execute(() -> {
                try {
                    ask();
                } catch (ClusterException e) {
                    LOG.debug("the lease of {} was not renewed", side.group().name(), e);
                } finally {
                    isAsking.set(false);
                }
            });
        }
    }

    private void ask() {
        if (givenUp) {
            return;
        }
        long asked = clock.millis();
        renewedMillis = asked;
        long incarnation = side.incarnation();
        if (incarnation == 0) {
            open(asked);
        } else {
            renew(incarnation, asked);
        }
    }

    /** Only one greater than any before is let in; a clock that went back is made up for. */
    private void open(long asked) {
        incarnations = Math.max(incarnations + 1, System.currentTimeMillis());
        var known = submitOpen();
        if (!known.done()) {
            incarnations = Math.max(incarnations, known.incarnation());
        } else if (side.opened(incarnations, asked + leaseMillis)) {
            LOG.debug("lease of {} opened, incarnation {}", side.group().name(), incarnations);
        } else {
            end(incarnations, 0);
        }
    }

    /** Nobody would end a lease that was opened, or was not, after this node has given all of them up. */
    private CacheResult.NodeKnown submitOpen() {
        try {
            return submit(new CacheCommand.OpenNode(node, incarnations));
        } catch (ClusterException e) {
            if (givenUp) {
                end(incarnations, 0);
            }
            throw e;
        }
    }

    private void renew(long incarnation, long asked) {
        if (asked >= side.leaseUntilMillis()) {
            lapses.incrementAndGet();
        }
        var known = submit(new CacheCommand.RenewNode(node, incarnation, renewals.incrementAndGet()));
        if (known.done()) {
            side.renewed(incarnation, asked + leaseMillis);
        } else {
            LOG.info(
                    "the lease of {} was given up; all copies are dropped",
                    side.group().name());
            side.lost();
            renewedMillis = Long.MIN_VALUE / 2;
        }
    }

    /**
     * Gives the lease up for good, with everything that was kept under it, so that no change has to wait for its end.
     *
     * @throws ClusterException the group was not told, and will count on this node until the lease has ended
     */
    void giveUp() {
        givenUp = true;
        long incarnation = side.close();
        if (incarnation != 0) {
            end(incarnation, renewals.get());
        }
    }

    private void end(long incarnation, long renewal) {
        var known = submit(new CacheCommand.ExpireNode(node, incarnation, renewal));
        for (int attempt = 1;
                attempt < END_ATTEMPTS_MAX && !known.done() && known.incarnation() == incarnation;
                attempt++) {
            known = submit(new CacheCommand.ExpireNode(node, incarnation, known.renewal()));
        }
    }

    private CacheResult.NodeKnown submit(CacheCommand command) {
        var result = side.group().submit(new Request(null, 0, null, command)).result();
        return result instanceof CacheResult.NodeKnown known ? known : new CacheResult.NodeKnown(false, 0, 0);
    }
}
