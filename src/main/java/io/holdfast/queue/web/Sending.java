package io.holdfast.queue.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.Draft;
import io.holdfast.queue.QueueCommand.Send;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.QueueResult.Acceptance;
import io.holdfast.queue.QueueResult.Fate;
import io.holdfast.queue.QueueResult.Sent;
import io.holdfast.queue.Shard;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings messages to their shards, to several at once where a batch is spread over them. */
final class Sending {

    /**
     * What became of a message.
     *
     * @param id of the earlier message where it is a duplicate; null where it was not taken
     * @param problem why it was not taken
     */
    record Posted(
            @Nullable MessageId id,
            boolean duplicate,
            @Nullable Problem problem) {}

    /** The messages of a request that go to one shard, and where they stand in the request. */
    private record Part(Shard shard, List<Draft> drafts, List<Integer> places) {}

    /** What came of a part: what its shard said, or why it could not be asked. */
    private record Told(
            Part part,
            @Nullable Delivery delivery,
            @Nullable ClusterException failure) {}

    private final Shards shards;
    private final int bodyMax;

    Sending(Shards shards, QueueProperties properties) {
        this.shards = shards;
        bodyMax = (int) properties.bodyMax().toBytes();
    }

    /** Sends one message; to a shard that this node leads, where that can be chosen. */
    Posted send(CatalogueView queue, Posting posting, LocalMutation mutation) {
        var draft = draft(posting);
        mutation.check();
        if (posting.group() == null && posting.deduplicationId() == null && leadsAny(queue)) {
            mutation.mint(key ->
                    shards.groupOf(Shards.of(queue, route(posting, key, 0))).leads());
        }
        var shard = Shards.of(queue, route(posting, mutation.key(), 0));
        var delivery = shards.submit(mutation, "", new Send(shard, List.of(draft)));
        if (delivery.replayed()) {
            mutation.replayed();
        }
        return posted(queue, shard, acceptances(delivery).getFirst());
    }

    /** Sends messages, each for itself; those of one shard stay in their order. */
    List<Posted> sendAll(CatalogueView queue, List<Posting> postings, LocalMutation mutation) {
        var parts = parts(queue, postings, mutation.key());
        mutation.check();
        var told = shards.each(parts, part -> send(part, mutation));
        if (told.stream().allMatch(one -> one.failure() != null)) {
            throw told.getFirst().failure();
        }
        if (told.stream()
                .allMatch(one -> one.delivery() != null && one.delivery().replayed())) {
            mutation.replayed();
        }
        var posted = new Posted[postings.size()];
        for (var one : told) {
            note(queue, one, posted);
        }
        return List.of(posted);
    }

    private List<Part> parts(CatalogueView queue, List<Posting> postings, String key) {
        var parts = new TreeMap<Shard, Part>();
        long bytes = 0;
        for (int place = 0; place < postings.size(); place++) {
            var posting = postings.get(place);
            var draft = draft(posting);
            bytes += draft.payload().bytes().length;
            if (bytes > QueueLimits.SEND_BYTES_MAX) {
                throw new ProblemException(QueueProblems.tooLarge("a batch", QueueLimits.SEND_BYTES_MAX));
            }
            var shard = Shards.of(queue, route(posting, key, place));
            var part = parts.computeIfAbsent(shard, _ -> new Part(shard, new ArrayList<>(), new ArrayList<>()));
            part.drafts().add(draft);
            part.places().add(place);
        }
        return List.copyOf(parts.values());
    }

    private Draft draft(Posting posting) {
        if (posting.envelope().body().length > bodyMax) {
            throw new ProblemException(QueueProblems.tooLarge("the body of a message here", bodyMax));
        }
        return posting.draft();
    }

    private static RouteKey route(Posting posting, String key, int place) {
        return RouteKey.of(posting.group(), posting.deduplicationId(), key, place);
    }

    private boolean leadsAny(CatalogueView queue) {
        return Shards.of(queue).stream().anyMatch(shard -> shards.groupOf(shard).leads());
    }

    private Told send(Part part, LocalMutation mutation) {
        try {
            var name = Integer.toString(part.shard().number());
            return new Told(part, shards.submit(mutation, name, new Send(part.shard(), part.drafts())), null);
        } catch (ClusterException e) {
            return new Told(part, null, e);
        }
    }

    private static void note(CatalogueView queue, Told told, @Nullable Posted[] posted) {
        var places = told.part().places();
        var failure = told.failure();
        for (int i = 0; i < places.size(); i++) {
            posted[places.get(i)] = told.delivery() != null
                    ? posted(
                            queue,
                            told.part().shard(),
                            acceptances(told.delivery()).get(i))
                    : new Posted(null, false, failure == null ? null : problem(failure));
        }
    }

    private static List<Acceptance> acceptances(Delivery delivery) {
        if (delivery.result() instanceof Sent(var messages)) {
            return messages;
        }
        throw new IllegalStateException("no answer to a send: " + delivery.result());
    }

    private static Posted posted(CatalogueView queue, Shard shard, Acceptance acceptance) {
        var fate = acceptance.fate();
        return fate == Fate.SENT || fate == Fate.DUPLICATE
                ? new Posted(new MessageId(shard.number(), acceptance.message()), fate == Fate.DUPLICATE, null)
                : new Posted(null, false, QueueProblems.refused(queue.queue(), fate));
    }

    static Problem problem(ClusterException failure) {
        var type = switch (failure) {
            case NotLeaderException _, NoLeaderException _ -> ProblemType.NO_LEADER;
            case OverloadedException _ -> ProblemType.OVERLOADED;
            case OutcomeUnknownException _ -> ProblemType.OUTCOME_UNKNOWN;
        };
        return Problem.of(type, failure.getMessage() + "; repeat the whole request under the same key");
    }
}
