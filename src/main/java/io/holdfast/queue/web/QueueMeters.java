package io.holdfast.queue.web;

import static io.holdfast.queue.CataloguePrimitive.CATALOGUE;

import io.holdfast.cluster.Consensus;
import io.holdfast.queue.CatalogueView;
import io.holdfast.queue.QueueAnswer.Counts;
import io.holdfast.queue.QueueAnswer.ShardView;
import io.holdfast.queue.QueueInquiry.OfShard;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Gauges of the shards that this node leads, so that the sums over all nodes are those of the queues. A bounded number of
 * queues are told apart, by name; the rest is told as one.
 */
final class QueueMeters {

    /** Queues that are told apart. */
    static final int QUEUES_MAX = 100;

    static final String OTHERS = "(others)";

    static final Duration PAUSE = Duration.ofSeconds(10);
    private static final String QUEUE = "queue";
    private static final double MILLIS_A_SECOND = 1_000;

    private static final Map<String, Function<Counts, Long>> KINDS = Map.of(
            "sent", Counts::sent,
            "duplicate", Counts::duplicates,
            "refused", Counts::refused,
            "delivered", Counts::delivered,
            "redelivered", Counts::redelivered,
            "acked", Counts::acked,
            "failed", Counts::failed,
            "lapsed", Counts::lapsed,
            "expired", Counts::expired,
            "buried", Counts::buried);

    private final Consensus consensus;
    private final Shards shards;
    private final MultiGauge messages;
    private final MultiGauge bytes;
    private final MultiGauge age;
    private final MultiGauge operations;

    QueueMeters(Consensus consensus, Shards shards, MeterRegistry meters) {
        this.consensus = consensus;
        this.shards = shards;
        messages = MultiGauge.builder("holdfast.queue.messages")
                .description("Messages in the shards that this node leads")
                .register(meters);
        bytes = MultiGauge.builder("holdfast.queue.size")
                .description("Payloads in the shards that this node leads")
                .baseUnit("bytes")
                .register(meters);
        age = MultiGauge.builder("holdfast.queue.oldest.ready")
                .description("For how long the oldest message has waited that can be received")
                .baseUnit("seconds")
                .register(meters);
        operations = MultiGauge.builder("holdfast.queue.operations")
                .description(
                        "How often each thing has happened in the shards that this node leads, since they were made")
                .register(meters);
    }

    /** Looks anew at all shards that this node leads. */
    void measure() {
        var byQueue = new LinkedHashMap<String, List<ShardView>>();
        for (var queue :
                consensus.readLocal(CATALOGUE, (catalogue, _) -> catalogue.list("", null, Integer.MAX_VALUE))) {
            var views = led(queue);
            if (!views.isEmpty()) {
                var name = byQueue.size() < QUEUES_MAX ? queue.queue().value() : OTHERS;
                byQueue.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(views);
            }
        }
        var states = new ArrayList<Row<?>>();
        var kinds = new ArrayList<Row<?>>();
        byQueue.forEach((queue, views) -> {
            add(states, queue, "state", "ready", sum(views, ShardView::ready));
            add(states, queue, "state", "in-flight", sum(views, ShardView::inFlight));
            add(states, queue, "state", "delayed", sum(views, ShardView::delayed));
            add(states, queue, "state", "dead", sum(views, ShardView::dead));
            KINDS.forEach((kind, count) ->
                    add(kinds, queue, "kind", kind, sum(views, view -> count.apply(view.counts()))));
        });
        messages.register(states, true);
        operations.register(kinds, true);
        bytes.register(rows(byQueue, views -> sum(views, ShardView::bytes)), true);
        age.register(rows(byQueue, QueueMeters::oldest), true);
    }

    private List<ShardView> led(CatalogueView queue) {
        var views = new ArrayList<ShardView>();
        for (var shard : Shards.of(queue)) {
            var group = shards.groupOf(shard);
            var view = group.leads() ? group.askLocal(new OfShard(shard)) : null;
            if (view != null) {
                views.add(view);
            }
        }
        return views;
    }

    private static double sum(List<ShardView> views, ToDoubleFunction<ShardView> part) {
        return views.stream().mapToDouble(part).sum();
    }

    private static double oldest(List<ShardView> views) {
        return views.stream().mapToLong(ShardView::oldestReadyMillis).max().orElse(0) / MILLIS_A_SECOND;
    }

    private static void add(List<Row<?>> rows, String queue, String tag, String value, double number) {
        rows.add(Row.of(Tags.of(QUEUE, queue, tag, value), number));
    }

    private static List<Row<?>> rows(Map<String, List<ShardView>> byQueue, ToDoubleFunction<List<ShardView>> value) {
        var rows = new ArrayList<Row<?>>();
        byQueue.forEach((queue, views) -> rows.add(Row.of(Tags.of(QUEUE, queue), value.applyAsDouble(views))));
        return rows;
    }
}
