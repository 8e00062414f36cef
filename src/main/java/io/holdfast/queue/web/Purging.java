package io.holdfast.queue.web;

import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.MessageState;
import io.holdfast.queue.QueueCommand.Purge;
import io.holdfast.queue.QueueResult.Purged;
import io.holdfast.queue.Shard;
import io.holdfast.queue.web.UpkeepController.PurgeRequest;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import java.time.Duration;
import java.util.List;

/** Forgets messages, in as many steps as it takes, but not for ever. */
final class Purging {

    /** Steps that begin after this long are left to another request. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final List<MessageState> UNCLAIMED =
            List.of(MessageState.READY, MessageState.DELAYED, MessageState.DEAD);

    /** What was forgotten. */
    record Sum(long messages, boolean more) {

        Sum plus(Sum other) {
            return new Sum(messages + other.messages, more || other.more);
        }
    }

    private final Shards shards;

    Purging(Shards shards) {
        this.shards = shards;
    }

    Sum purge(CatalogueView queue, PurgeRequest asked, LocalMutation mutation) {
        var states = asked.states() == null
                ? UNCLAIMED
                : asked.states().stream()
                        .map(state -> Input.choice("states", state, MessageState.READY))
                        .toList();
        long age = Durations.millis("olderThan", asked.olderThan(), 0);
        mutation.check();
        long end = System.nanoTime() + PATIENCE.toNanos();
        return shards
                .each(Shards.of(queue), shard -> purge(shard, new Purge(shard, states, age, 0), mutation, end))
                .stream()
                .reduce(new Sum(0, false), Sum::plus);
    }

    private Sum purge(Shard shard, Purge first, LocalMutation mutation, long end) {
        long messages = 0;
        var next = first;
        for (int step = 0; ; step++) {
            var delivery = shards.submit(mutation, "g" + shard.number() + '.' + step, next);
            if (!(delivery.result() instanceof Purged(int swept, long upTo))) {
                throw new IllegalStateException("no answer to a purge: " + delivery.result());
            }
            messages += swept;
            if (upTo == 0 || System.nanoTime() >= end) {
                return new Sum(messages, upTo != 0);
            }
            next = new Purge(shard, first.states(), first.ageMillisMin(), upTo);
        }
    }
}
