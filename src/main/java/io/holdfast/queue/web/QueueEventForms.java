package io.holdfast.queue.web;

import io.holdfast.core.Event;
import io.holdfast.queue.CatalogueEvent;
import io.holdfast.queue.QueueEvent;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.Shard;
import io.holdfast.web.EventForm;
import io.holdfast.web.EventForms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How events of queues are told: of the catalogue in the feed of the coordination group, of messages in that of the data group
 * in which they live. That something can be received is told to those who wait for it, and to nobody else.
 */
final class QueueEventForms implements EventForms {

    @Override
    public @Nullable EventForm of(Event event) {
        return switch (event) {
            case CatalogueEvent catalogue -> tell(catalogue);
            case QueueEvent.Available _ -> null;
            case QueueEvent queue -> tell(queue);
            default -> null;
        };
    }

    @Override
    public List<String> types() {
        return List.of(
                "queue.created",
                "queue.changed",
                "queue.deleted",
                "queue.shard-made",
                "queue.shard-dropped",
                "queue.paused",
                "queue.resumed",
                "queue.purged",
                "queue.redrive-begun",
                "queue.redrive-ended",
                "message.dead",
                "message.expired",
                "message.cancelled");
    }

    private static EventForm tell(CatalogueEvent event) {
        return switch (event) {
            case CatalogueEvent.Defined(var queue, long version, boolean created) ->
                of(created ? "queue.created" : "queue.changed", queue).with("version", Long.toString(version));
            case CatalogueEvent.Deleted(var queue, long birth) ->
                of("queue.deleted", queue).with("birth", Long.toString(birth));
        };
    }

    private static @Nullable EventForm tell(QueueEvent event) {
        return switch (event) {
            case QueueEvent.Available _ -> null;
            case QueueEvent.ShardMade(var shard, long birth) ->
                of("queue.shard-made", shard).with("birth", Long.toString(birth));
            case QueueEvent.ShardDropped(var shard, long birth, long messages) ->
                of("queue.shard-dropped", shard)
                        .with("birth", Long.toString(birth))
                        .with("messages", messages);
            case QueueEvent.Buried(var shard, long message, var group, var reason) ->
                of("message.dead", shard, message).with("group", group).with("reason", reason);
            case QueueEvent.Expired(var shard, int messages) ->
                of("message.expired", shard).with("messages", messages);
            case QueueEvent.Cancelled(var shard, long message) -> of("message.cancelled", shard, message);
            case QueueEvent.Purged(var shard, int messages) ->
                of("queue.purged", shard).with("messages", messages);
            case QueueEvent.Paused(var shard, boolean sending, boolean receiving) ->
                of(sending || receiving ? "queue.paused" : "queue.resumed", shard)
                        .with("sendingPaused", sending)
                        .with("receivingPaused", receiving);
            case QueueEvent.RedriveBegun(var shard, var task, long total) ->
                of("queue.redrive-begun", shard).with("task", task).with("total", total);
            case QueueEvent.RedriveEnded(var shard, var task, long redriven, boolean cancelled) ->
                of("queue.redrive-ended", shard)
                        .with("task", task)
                        .with("redriven", redriven)
                        .with("cancelled", cancelled);
        };
    }

    private static EventForm of(String type, QueueName queue) {
        return EventForm.of(type, queue.value());
    }

    private static EventForm of(String type, Shard shard) {
        return of(type, shard.queue()).with("shard", shard.number());
    }

    private static EventForm of(String type, Shard shard, long message) {
        return of(type, shard).with("message", new MessageId(shard.number(), message).toString());
    }
}
