package io.holdfast.queue.web;

import static io.holdfast.queue.CataloguePrimitive.CATALOGUE;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroup;
import io.holdfast.queue.CatalogueTopic;
import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.QueueAnswer.ShardMark;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueCommand.Configure;
import io.holdfast.queue.QueueCommand.Drop;
import io.holdfast.queue.QueueInquiry.Roll;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the shards that this node leads in line with the catalogue: tells those that have not heard of their queue or of its
 * settings, and drops those whose queue is gone. It looks when the catalogue or what this node leads has changed, and now and
 * then; what it finds is what counts, not what happened.
 *
 * <p>Shards are read before the catalogue: a shard is made only after its queue stands there, so one that stands in no later
 * catalogue belongs to a queue that was deleted.
 */
final class CatalogueJanitor {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogueJanitor.class);
    static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ROUND = Duration.ofMinutes(1);

    /** What was the case when all was in line. */
    private record Seen(long changed, List<String> led, long atNanos) {

        boolean isStill(long changedNow, List<String> ledNow) {
            return changed == changedNow && led.equals(ledNow) && System.nanoTime() - atNanos < ROUND.toNanos();
        }
    }

    private final Consensus consensus;
    private final Shards shards;
    private Seen seen = new Seen(-1, List.of(), 0);

    CatalogueJanitor(Consensus consensus, Shards shards) {
        this.consensus = consensus;
        this.shards = shards;
    }

    /** One round; one thread does them. */
    void look() {
        long changed = consensus.await(
                CATALOGUE,
                (catalogue, _) -> catalogue.changed(),
                now -> now != seen.changed(),
                new CatalogueTopic(),
                PAUSE);
        var led = shards.groups().stream().filter(DataGroup::leads).toList();
        var names = led.stream().map(DataGroup::name).toList();
        if (!seen.isStill(changed, names) && (led.isEmpty() || straighten(led))) {
            seen = new Seen(changed, names, System.nanoTime());
        }
    }

    /** Returns whether all is in line now. */
    boolean straighten(List<DataGroup> led) {
        var marks = new TreeMap<Shard, ShardMark>();
        led.forEach(group -> note(group, marks));
        var queues = new TreeMap<QueueName, CatalogueView>();
        consensus
                .read(CATALOGUE, (catalogue, _) -> catalogue.list("", null, Integer.MAX_VALUE))
                .forEach(queue -> queues.put(queue.queue(), queue));
        var commands = new ArrayList<QueueCommand>();
        for (var queue : queues.values()) {
            Shards.of(queue).stream()
                    .filter(shard -> led.contains(shards.groupOf(shard)) && isBehind(queue, marks.get(shard)))
                    .forEach(shard ->
                            commands.add(new Configure(shard, queue.birth(), queue.version(), queue.settings())));
        }
        for (var mark : marks.values()) {
            if (isGone(mark, queues)) {
                commands.add(new Drop(mark.shard(), mark.birth()));
            }
        }
        return carryOut(commands);
    }

    private static void note(DataGroup group, Map<Shard, ShardMark> marks) {
        @Nullable Shard next = Roll.FIRST;
        while (next != null) {
            var page = group.askLocal(new Roll(next, QueueLimits.ROLL_MAX));
            if (page == null) {
                return;
            }
            page.shards().forEach(mark -> marks.put(mark.shard(), mark));
            next = page.next();
        }
    }

    private static boolean isBehind(CatalogueView queue, @Nullable ShardMark mark) {
        return mark == null || mark.birth() < queue.birth() || mark.version() < queue.version();
    }

    private static boolean isGone(ShardMark mark, Map<QueueName, CatalogueView> queues) {
        var queue = queues.get(mark.shard().queue());
        return queue == null || mark.shard().number() >= queue.settings().shards();
    }

    private boolean carryOut(List<QueueCommand> commands) {
        int done = 0;
        for (var command : commands) {
            try {
                shards.propose(command);
                done++;
            } catch (ClusterException e) {
                LOG.debug("not told shard={}: {}", command.shard(), e.getMessage());
            }
        }
        if (done > 0) {
            LOG.info("shards brought in line count={} left={}", done, commands.size() - done);
        }
        return done == commands.size();
    }
}
