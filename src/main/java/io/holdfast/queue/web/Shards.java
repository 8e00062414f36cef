package io.holdfast.queue.web;

import static io.holdfast.queue.CataloguePrimitive.CATALOGUE;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.DataGroups;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Request;
import io.holdfast.placement.SlotTable;
import io.holdfast.placement.Slots;
import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.QueueAnswer;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueInquiry;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.queue.QueueResult.Refused;
import io.holdfast.queue.Shard;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Together;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Where the shards of queues are, and how they are reached from here. */
final class Shards {

    private final Consensus consensus;
    private final DataGroups groups;
    private final @Nullable SlotTable table;
    private final Together together;

    Shards(Consensus consensus, DataGroups groups, Together together) {
        this.consensus = consensus;
        this.groups = groups;
        this.table = groups.count() == 0 ? null : SlotTable.striped(groups.count());
        this.together = together;
    }

    /**
     * The queue of this name. What this node knows will do, because what depends on it is in the shards; where it knows
     * nothing, it asks.
     *
     * @throws ProblemException if there is none
     */
    CatalogueView queue(String name) {
        var queue = Input.valid(() -> new QueueName(name));
        var known = consensus.readLocal(CATALOGUE, (catalogue, _) -> catalogue.find(queue));
        return known != null ? known : anew(queue);
    }

    /** The queue as it is now, linearizably. */
    CatalogueView anew(QueueName queue) {
        var found = find(queue);
        if (found == null) {
            throw new ProblemException(QueueProblems.unknown(queue));
        }
        return found;
    }

    @Nullable
    CatalogueView find(QueueName queue) {
        return consensus.read(CATALOGUE, (catalogue, _) -> catalogue.find(queue));
    }

    /** How many groups there are, over which a queue can be spread. */
    int groupCount() {
        return groups.count();
    }

    List<DataGroup> groups() {
        return IntStream.range(0, groups.count()).mapToObj(groups::group).toList();
    }

    /**
     * The group in which the shard lives.
     *
     * @throws ProblemException if the cluster was formed without any
     */
    DataGroup groupOf(Shard shard) {
        if (table == null) {
            throw new ProblemException(QueueProblems.noGroups());
        }
        return groups.group(table.group(Slots.of(shard.queue().value(), shard.number())));
    }

    static List<Shard> of(CatalogueView queue) {
        return of(queue.queue(), queue.settings().shards());
    }

    static List<Shard> of(QueueName queue, int shards) {
        return IntStream.range(0, shards)
                .mapToObj(number -> new Shard(queue, number))
                .toList();
    }

    static Shard of(CatalogueView queue, RouteKey key) {
        return new Shard(queue.queue(), key.shard(queue.settings().shards()));
    }

    /** The shard of this number. @throws ProblemException if the queue has fewer */
    static Shard of(CatalogueView queue, int number) {
        if (number < 0 || number >= queue.settings().shards()) {
            throw ProblemException.badRequest(queue.queue() + " has the shards 0 to "
                    + (queue.settings().shards() - 1) + ", and no shard " + number);
        }
        return new Shard(queue.queue(), number);
    }

    /** Does the same with each, at once. */
    <T, R> List<R> each(List<T> all, Function<T, R> work) {
        return together.all(all, work);
    }

    /** Asks about a shard; linearizably. */
    <A extends QueueAnswer> A ask(QueueInquiry<A> inquiry) {
        return groupOf(inquiry.shard()).ask(inquiry);
    }

    /** How many messages can be had from the shard as far as this node knows; negative where it knows nothing. */
    long glance(Shard shard) {
        try {
            var seen = groupOf(shard).askLocal(new QueueInquiry.Glance(shard));
            return seen == null ? -1 : seen.claimable();
        } catch (ClusterException _) {
            return -1;
        }
    }

    /**
     * Has a shard do this. One that has not heard of its queue yet is told first.
     *
     * @param part of the request; see {@link LocalMutation#submit}
     */
    Delivery submit(LocalMutation mutation, String part, QueueCommand command) {
        var shard = command.shard();
        var group = groupOf(shard);
        var delivery = mutation.submit(group, part, command);
        if (!isUnheardOf(delivery)) {
            return delivery;
        }
        var queue = anew(shard.queue());
        if (shard.number() < queue.settings().shards()) {
            configure(queue, shard);
            // The first answer is remembered under its key.
            delivery = mutation.submit(group, part + "~", command);
        }
        if (isUnheardOf(delivery)) {
            throw new NoLeaderException(shard + " has just been deleted, or created anew");
        }
        return delivery;
    }

    private static boolean isUnheardOf(Delivery delivery) {
        return delivery.result() instanceof Refused(var reason) && reason == Reason.NO_SHARD;
    }

    /** Tells a shard what it is to be. */
    void configure(CatalogueView queue, Shard shard) {
        propose(new QueueCommand.Configure(shard, queue.birth(), queue.version(), queue.settings()));
    }

    /** Has a shard do what changes nothing when it is done twice. */
    void propose(QueueCommand command) {
        Objects.requireNonNull(groupOf(command.shard()).submit(new Request(null, 0, null, command)));
    }

    /** Has each shard do what changes nothing when it is done twice; returns the numbers of those that could not be reached. */
    List<Integer> tell(List<Shard> shards, Function<Shard, QueueCommand> command) {
        return each(shards, shard -> {
                    try {
                        propose(command.apply(shard));
                        return -1;
                    } catch (ClusterException _) {
                        return shard.number();
                    }
                })
                .stream()
                .filter(number -> number >= 0)
                .toList();
    }
}
