package io.holdfast.queue.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.core.Answer;
import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.Lease;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueCommand.Settle;
import io.holdfast.queue.QueueCommand.Turn;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.QueueResult;
import io.holdfast.queue.QueueResult.Settled;
import io.holdfast.queue.QueueResult.Turned;
import io.holdfast.queue.Settlement;
import io.holdfast.queue.Settlement.Verdict;
import io.holdfast.queue.Shard;
import io.holdfast.web.Caller;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Carries decisions about messages to their shards, and brings the next messages on the way back. */
final class Settling {

    /** A decision about the message that a receipt was given for. */
    record Decision(Receipt receipt, Settlement settlement) {

        static Decision of(Receipt receipt, Verdict verdict, long millis, @Nullable String reason) {
            return new Decision(
                    receipt,
                    Input.valid(() -> new Settlement(
                            receipt.message(), receipt.lease(), receipt.nonce(), verdict, millis, reason)));
        }
    }

    /** What became of a decision. */
    enum Outcome {
        DONE,
        /** It had been decided so before, by this receipt. */
        ALREADY,
        /** The receipt is not the current one. */
        STALE,
        /** Nobody leads the shard at the moment; nothing was changed. */
        UNAVAILABLE,
        /** It may have happened or not. */
        UNKNOWN
    }

    /**
     * What came of a request.
     *
     * @param problem why nothing could be received after it; null where nothing was wished for, or it could
     */
    record Settlements(
            List<Outcome> outcomes,
            List<Grant> grants,
            @Nullable Problem problem) {}

    private record Part(Shard shard, List<Settlement> settlements, List<Integer> places) {}

    private record Told(
            Part part,
            List<Outcome> outcomes,
            List<Grant> grants,
            @Nullable ClusterException failure) {}

    private final Shards shards;
    private final Receiving receiving;

    Settling(Shards shards, Receiving receiving) {
        this.shards = shards;
        this.receiving = receiving;
    }

    /**
     * Settles, and receives where something is wished for: from the shard of most of the receipts in the same step, or else
     * as any receive does.
     */
    Settlements settle(CatalogueView queue, List<Decision> decisions, @Nullable Wish wish, LocalMutation mutation) {
        checkOwner(decisions, Caller.of(mutation.request()));
        mutation.check();
        var parts = parts(queue, decisions);
        var turning = wish == null ? null : turning(parts, wish);
        var told = shards.each(parts, part -> settle(part, part.equals(turning) ? wish : null, mutation));
        var failed = told.stream().map(Told::failure).toList();
        if (!failed.isEmpty() && failed.stream().allMatch(failure -> failure != null)) {
            throw failed.getFirst();
        }
        var outcomes = new Outcome[decisions.size()];
        var grants = new ArrayList<Grant>();
        for (var one : told) {
            for (int i = 0; i < one.outcomes().size(); i++) {
                outcomes[one.part().places().get(i)] = one.outcomes().get(i);
            }
            grants.addAll(one.grants());
        }
        return wish != null && grants.isEmpty()
                ? receive(queue, Arrays.asList(outcomes), wish, mutation)
                : new Settlements(Arrays.asList(outcomes), grants, null);
    }

    private static void checkOwner(List<Decision> decisions, Caller caller) {
        for (var decision : decisions) {
            if (!decision.receipt().isOf(caller.principal())) {
                throw caller.forbidden("use the receipt " + decision.receipt() + ", which was not given to it");
            }
        }
    }

    /** Whatever comes of it, what was settled has to be told. */
    private Settlements receive(CatalogueView queue, List<Outcome> outcomes, Wish wish, LocalMutation mutation) {
        try {
            return new Settlements(outcomes, receiving.receive(queue, wish, mutation), null);
        } catch (ProblemException e) {
            return new Settlements(outcomes, List.of(), e.problem());
        } catch (ClusterException e) {
            return new Settlements(outcomes, List.of(), Sending.problem(e));
        }
    }

    /** @throws io.holdfast.web.ProblemException if a receipt is of a shard that the queue does not have */
    private static List<Part> parts(CatalogueView queue, List<Decision> decisions) {
        var parts = new TreeMap<Shard, Part>();
        for (int place = 0; place < decisions.size(); place++) {
            var decision = decisions.get(place);
            var shard = Shards.of(queue, decision.receipt().shard());
            var part = parts.computeIfAbsent(shard, _ -> new Part(shard, new ArrayList<>(), new ArrayList<>()));
            part.settlements().add(decision.settlement());
            part.places().add(place);
        }
        return List.copyOf(parts.values());
    }

    private static @Nullable Part turning(List<Part> parts, Wish wish) {
        return parts.stream()
                .filter(part ->
                        wish.shard() == null || wish.shard() == part.shard().number())
                .max(Comparator.comparingInt(part -> part.settlements().size()))
                .orElse(null);
    }

    private Told settle(Part part, @Nullable Wish wish, LocalMutation mutation) {
        var settle = new Settle(part.shard(), part.settlements());
        QueueCommand command = wish == null
                ? settle
                : new Turn(
                        settle,
                        receiving.command(part.shard(), wish, wish.max(), QueueLimits.SEND_BYTES_MAX, mutation));
        try {
            return told(part, shards.submit(mutation, "s" + part.shard().number(), command));
        } catch (ClusterException e) {
            var outcome = e instanceof OutcomeUnknownException ? Outcome.UNKNOWN : Outcome.UNAVAILABLE;
            return new Told(part, part.settlements().stream().map(_ -> outcome).toList(), List.of(), e);
        }
    }

    private static Told told(Part part, Delivery delivery) {
        return switch (delivery.result()) {
            case Settled(var settlings) -> told(part, settlings, List.of(), null);
            case Turned(var settlings, var leases) -> told(part, settlings, leases, delivery.enclosure());
            default -> throw new IllegalStateException("no answer to a settlement: " + delivery.result());
        };
    }

    private static Told told(
            Part part, List<QueueResult.Settling> settlings, List<Lease> leases, @Nullable Answer enclosure) {
        return new Told(
                part,
                settlings.stream().map(Settling::outcome).toList(),
                Receiving.grants(part.shard(), leases, enclosure),
                null);
    }

    private static Outcome outcome(QueueResult.Settling settling) {
        return switch (settling) {
            case DONE -> Outcome.DONE;
            case ALREADY -> Outcome.ALREADY;
            case STALE -> Outcome.STALE;
        };
    }
}
