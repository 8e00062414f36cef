package io.holdfast.queue.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Delivery;
import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.Lease;
import io.holdfast.queue.QueueAnswer;
import io.holdfast.queue.QueueCommand.Receive;
import io.holdfast.queue.QueueCommand.Settle;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.queue.QueueResult.Refused;
import io.holdfast.queue.Settlement;
import io.holdfast.queue.Settlement.Verdict;
import io.holdfast.queue.Shard;
import io.holdfast.web.Caller;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds messages for consumers: first in the shards that this node leads, then in others, beginning anywhere. Where this
 * node's copy of a shard shows nothing, its leader is asked only before a consumer is told that there is nothing.
 */
final class Receiving {

    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);

    /** How often a receive that waits sees whether its client does. */
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A shard, and how many messages can be had from it. */
    private record Candidate(Shard shard, long claimable) {}

    private final Shards shards;
    private final WaitingRoom room;
    private final SecureRandom random = new SecureRandom();

    Receiving(Shards shards, WaitingRoom room) {
        this.shards = shards;
        this.room = room;
    }

    /** What one request has been given so far, and may still be given. */
    private final class Basket {
        private final CatalogueView queue;
        private final Wish wish;
        private final LocalMutation mutation;
        private final List<Grant> grants = new ArrayList<>();
        private final Map<Shard, Integer> asked = new TreeMap<>();
        private int bytes;
        /** Why one of those asked last gave nothing, although it may have something. */
        private @Nullable RuntimeException failure;

        private Basket(CatalogueView queue, Wish wish, LocalMutation mutation) {
            this.queue = queue;
            this.wish = wish;
            this.mutation = mutation;
        }

        private boolean isFull() {
            return grants.size() >= wish.max() || bytes >= QueueLimits.SEND_BYTES_MAX;
        }

        /** Asks each for what is still missing, one after the other. */
        private void fill(List<Shard> from) {
            failure = null;
            for (var shard : from) {
                if (isFull()) {
                    return;
                }
                try {
                    take(shard);
                } catch (ClusterException e) {
                    failure = e;
                } catch (ProblemException e) {
                    if (grants.isEmpty()) {
                        throw e;
                    }
                    return;
                }
            }
        }

        /** Each question has a key of its own; an answer that was given before, and was nothing, is asked for anew. */
        private void take(Shard shard) {
            while (true) {
                int time = asked.merge(shard, 1, Integer::sum);
                var delivery = shards.submit(mutation, "r" + shard.number() + "." + time, command(shard));
                if (delivery.result() instanceof Refused(var reason)) {
                    var refused = new ProblemException(QueueProblems.refused(queue.queue(), reason));
                    if (reason != Reason.TOO_MANY_IN_FLIGHT) {
                        throw refused;
                    }
                    failure = refused;
                    return;
                }
                var leases = leases(delivery);
                add(shard, leases, delivery);
                if (!delivery.replayed() || !leases.isEmpty()) {
                    return;
                }
            }
        }

        /** What there is, unless nothing was found and it is not certain that there is nothing. */
        private List<Grant> result() {
            if (grants.isEmpty() && failure != null) {
                throw failure;
            }
            return grants;
        }

        private Receive command(Shard shard) {
            return Receiving.this.command(
                    shard, wish, wish.max() - grants.size(), QueueLimits.SEND_BYTES_MAX - bytes, mutation);
        }

        private void add(Shard shard, List<Lease> leases, Delivery delivery) {
            if (delivery.replayed() && !leases.isEmpty()) {
                mutation.replayed();
            }
            for (var grant : grants(shard, leases, delivery.enclosure())) {
                grants.add(grant);
                bytes += grant.envelope().body().length;
            }
        }
    }

    /**
     * Messages for a consumer; none if there is nothing in time.
     *
     * @throws ProblemException if the queue hands out nothing
     */
    List<Grant> receive(CatalogueView queue, Wish wish, LocalMutation mutation) {
        mutation.check();
        var basket = new Basket(queue, wish, mutation);
        var from = wish.shard() == null ? Shards.of(queue) : List.of(Shards.of(queue, wish.shard()));
        boolean there = wish.waitMillis() == 0 || await(basket, from, TimeUnit.MILLISECONDS.toNanos(wish.waitMillis()));
        if (there && basket.grants.isEmpty()) {
            basket.fill(order(from, false));
        }
        return basket.result();
    }

    /**
     * Looks, and waits, and looks when there is something, until there is something for this one or the time is over. Returns
     * whether the client still waits for it.
     */
    private boolean await(Basket basket, List<Shard> from, long nanos) {
        long end = System.nanoTime() + nanos;
        basket.fill(promising(from));
        if (!basket.grants.isEmpty()) {
            return true;
        }
        try (var place = room.enter(basket.queue.queue(), from)) {
            basket.fill(promising(from));
            for (long left = nanos; basket.grants.isEmpty() && left > 0; left = end - System.nanoTime()) {
                place.await(Math.min(left, PROBE_NANOS));
                if (!basket.mutation.isClientThere()) {
                    return false;
                }
                if (room.isClosed()) {
                    return true;
                }
                basket.fill(promising(from));
            }
        }
        return true;
    }

    /** Those shards that have something as far as this node knows. */
    private List<Shard> promising(List<Shard> from) {
        return order(from, true);
    }

    /**
     * Local ones first, and beginning anywhere, so that no shard is always last; of the first two the one that has
     * more.
     */
    private List<Shard> order(List<Shard> from, boolean promising) {
        var local = new ArrayList<Candidate>();
        var remote = new ArrayList<Candidate>();
        var silent = new ArrayList<Candidate>();
        for (var shard : from) {
            long claimable = shards.glance(shard);
            boolean leads = shards.groupOf(shard).leads();
            var candidate = new Candidate(shard, claimable);
            if (claimable == 0) {
                silent.add(candidate);
            } else {
                (leads ? local : remote).add(candidate);
            }
        }
        var ordered = new ArrayList<Shard>();
        shuffled(local).forEach(candidate -> ordered.add(candidate.shard()));
        shuffled(remote).forEach(candidate -> ordered.add(candidate.shard()));
        if (!promising) {
            shuffled(silent).forEach(candidate -> ordered.add(candidate.shard()));
        }
        return ordered;
    }

    private static List<Candidate> shuffled(List<Candidate> candidates) {
        if (candidates.size() > 1) {
            Collections.shuffle(candidates, ThreadLocalRandom.current());
            if (candidates.get(1).claimable() > candidates.get(0).claimable()) {
                Collections.swap(candidates, 0, 1);
            }
        }
        return candidates;
    }

    /** What to ask of a shard. */
    Receive command(Shard shard, Wish wish, int max, int bytesMax, LocalMutation mutation) {
        var principal = Caller.of(mutation.request()).principal();
        long nonce = Receipt.nonce(random.nextLong(), principal);
        return Input.valid(() -> new Receive(shard, max, bytesMax, wish.visibilityMillis(), wish.consumer(), nonce));
    }

    private static List<Lease> leases(Delivery delivery) {
        if (delivery.result() instanceof Delivered(var leases)) {
            return leases;
        }
        throw new IllegalStateException("no answer to a receive: " + delivery.result());
    }

    /** Leases with what was enclosed; those whose message is gone by now are left out. */
    static List<Grant> grants(Shard shard, List<Lease> leases, @Nullable Object enclosure) {
        if (leases.isEmpty()) {
            return List.of();
        }
        if (!(enclosure instanceof QueueAnswer.Payloads(var bodies)) || bodies.size() != leases.size()) {
            throw new IllegalStateException("messages came without what is in them");
        }
        var grants = new ArrayList<Grant>(leases.size());
        for (int i = 0; i < leases.size(); i++) {
            var payload = bodies.get(i).payload();
            if (payload != null) {
                grants.add(new Grant(shard, leases.get(i), Envelope.open(payload)));
            }
        }
        return grants;
    }

    /** Gives back what nobody has seen: its client has gone. */
    void giveBack(List<Grant> grants) {
        var byShard = new TreeMap<Shard, List<Settlement>>();
        for (var grant : grants) {
            var lease = grant.lease();
            byShard.computeIfAbsent(grant.shard(), _ -> new ArrayList<>())
                    .add(new Settlement(
                            lease.message(), lease.lease(), lease.nonce(), Verdict.UNSEEN, Settlement.BY_QUEUE, null));
        }
        byShard.forEach((shard, settlements) -> {
            try {
                shards.propose(new Settle(shard, settlements));
            } catch (ClusterException e) {
                LOG.debug("not given back shard={} messages={}: {}", shard, settlements.size(), e.getMessage());
            }
        });
    }
}
